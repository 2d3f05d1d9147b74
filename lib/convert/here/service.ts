import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import semver from 'semver';
import { UserError } from '../../errors.ts';
import type { Io } from '../../io/io.ts';
import { hashOf } from '../../sha256.ts';
import { call, linesOf } from '../../container/engine/cli.ts';
import { MIN_NODE } from '../../container/values/base-image.ts';
import { copyService } from '../proof/image.ts';
import { temporaryFolder } from '../temporary.ts';
import { cacheFolder } from './venv.ts';

/**
 * The service on this machine, to be asked for its answers: a folder of its own, and packages that are kept.
 * @throws UserError  python-node, npm-failed (exit 1)
 */
export async function serviceHere(io: Io, signal: AbortSignal): Promise<string> {
  const oldest = MIN_NODE.join('.');
  if (semver.lt(process.version, semver.coerce(oldest)!))
    throw new UserError({
      code: 'python-node',
      what: `Without an engine, the service answers on this machine for the comparison, and needs Node ${oldest}: this is ${process.version}`,
      next: [`with a newer Node: https://nodejs.org`, 'or with Docker or podman, which bring their own'],
      exitCode: 1,
    });
  const folder = temporaryFolder('service');
  await copyService(folder);
  await mkdir(path.join(folder, 'model'));
  const lock = await readFile(path.join(folder, 'package-lock.json'), 'utf8');
  const kept = path.join(cacheFolder(), 'service', hashOf(lock).slice(0, 12));
  const packages = path.join(kept, 'node_modules');
  if (!existsSync(path.join(packages, '.package-lock.json'))) {
    await mkdir(kept, { recursive: true });
    for (const name of ['package.json', 'package-lock.json'])
      await cp(path.join(folder, name), path.join(kept, name));
    io.say('installing the packages of the service, once');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const { exitCode, stderr } = await call(
      npm,
      ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'],
      { signal, cwd: kept },
    );
    if (exitCode !== 0)
      throw new UserError({
        code: 'npm-failed',
        what: 'The packages of the service could not be installed',
        where: kept,
        details: linesOf(stderr).slice(-10),
        next: 'see which registry your npm uses: npm config get registry',
        exitCode: 1,
      });
  }
  await symlink(packages, path.join(folder, 'node_modules'), 'junction');
  return folder;
}
