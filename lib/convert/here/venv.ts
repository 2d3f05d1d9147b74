import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import { UserError } from '../../errors.ts';
import type { Io } from '../../io/io.ts';
import { packageRoot } from '../../package.ts';
import { hashOf } from '../../sha256.ts';
import { call, commandLine, linesOf } from '../../container/engine/cli.ts';
import { pipSteps, requirementsText, type Requirements } from '../sandbox/dockerfile.ts';

/** Where virtual environments and the service's packages are kept for the next time. */
export function cacheFolder(): string {
  return process.env.ML_DOCKER_CACHE ?? envPaths('generator-ml-docker', { suffix: '' }).cache;
}

/** A Python that has what it takes to open a file. */
export interface Venv {
  python: string;
  /** convert.py */
  program: string;
}

const SHOWN_LINES = 10;

/**
 * A virtual environment with these packages: one that was made before, or a new one, by the pip of this machine and its
 * settings.
 * @throws UserError  python-missing, python-version (exit 2); python-packages (exit 1)
 */
export async function venvFor(
  python: string,
  requirements: Requirements,
  io: Io,
  signal: AbortSignal,
): Promise<Venv> {
  const asked = await call(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { signal });
  if (asked.exitCode !== 0) throw missing(python);
  const version = asked.stdout.trim();
  if (version !== requirements.python) throw wrongVersion(python, version, requirements.python);
  const text = requirementsText(requirements);
  const folder = path.join(cacheFolder(), 'convert', hashOf(`${python}\n${text}`).slice(0, 12));
  const inside = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const venv = {
    python: path.join(folder, ...inside),
    program: path.join(packageRoot, 'templates', 'convert', 'program', 'convert.py'),
  };
  const ready = path.join(folder, 'requirements.txt');
  if (existsSync(ready)) return venv;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  io.say(`installing into ${folder}, once; to remove it, delete that folder`);
  const wanted = path.join(folder, 'wanted.txt');
  await writeFile(wanted, text);
  await step(python, ['-m', 'venv', folder], io, signal);
  const install = ['-m', 'pip', 'install', '--disable-pip-version-check', '--only-binary', ':all:'];
  for (const one of pipSteps(requirements, wanted)) await step(venv.python, [...install, ...one], io, signal);
  // Last: a run that is ended in the middle begins anew.
  await writeFile(ready, text);
  return venv;
}

async function step(command: string, args: string[], io: Io, signal: AbortSignal): Promise<void> {
  io.say(`$ ${commandLine(command, args)}`);
  const { exitCode, stdout, stderr } = await call(command, args, { signal });
  if (exitCode === 0) return;
  throw new UserError({
    code: 'python-packages',
    what: 'The packages that the model needs could not be installed',
    where: commandLine(command, args),
    details: linesOf(stderr || stdout).slice(-SHOWN_LINES),
    next: 'see which index your pip uses: pip config list',
    exitCode: 1,
  });
}

function missing(python: string): UserError {
  return new UserError({
    code: 'python-missing',
    what: `There is no Python that runs as ${python}`,
    where: '--python',
    next: 'give its path, or its name where it is in the PATH: --python python3',
  });
}

function wrongVersion(python: string, version: string, wanted: string): UserError {
  return new UserError({
    code: 'python-version',
    what: `${python} is Python ${version}, and the versions that open this model need Python ${wanted}`,
    where: '--python',
    next: [
      `give one of that version: --python python${wanted}`,
      'or use Docker or podman, which need no Python here',
    ],
  });
}
