import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEnv } from 'yeoman-environment';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { startRegistry, type OwnRegistry } from '../registry.ts';
import { lacks } from '../skip.ts';

const generator = path.join(packageRoot, 'dist', 'generators', 'push', 'index.js');

describe.skipIf(await lacks('engine', 'registry'))('yo ml-docker:push', () => {
  const name = `ml-docker-test-yo-push-${process.pid}`;
  let directory: string;
  let remove: () => Promise<void>;
  let registry: OwnRegistry;

  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    const made = await mlDocker(directory, '.', '--name', name, '--yes', '--skip-install');
    expect(made.exitCode, made.stderr).toBe(0);
    await execa('docker', ['build', '-t', name, '-'], { input: `FROM scratch\nLABEL of=${name}\n` });
    registry = await startRegistry();
  });
  afterAll(async () => {
    await execa('docker', ['rmi', '-f', name, `${registry.host}/${name}:1`], { reject: false });
    await registry.remove();
    await remove();
  });
  const yo = async (reference: string, flags: Record<string, unknown> = {}): Promise<void> => {
    const env = createEnv({ cwd: directory });
    env.register(generator, { namespace: 'ml-docker:push' });
    const options: Record<string, unknown> = { engine: 'docker', ...flags };
    await env.run(['ml-docker:push', reference], options);
  };

  it('pushes, and writes the digest into compose.yaml', async () => {
    await yo(`${registry.host}/${name}:1`, { compose: true });
    const digests = ['image', 'inspect', '--format', '{{index .RepoDigests 0}}', name];
    const { stdout: pinned } = await execa('docker', digests);
    expect(pinned).toMatch(/@sha256:[0-9a-f]{64}$/);
    expect(await readFile(path.join(directory, 'compose.yaml'), 'utf8')).toContain(`image: "${pinned}"`);
  });

  it('refuses in the same words as ml-docker push, with exit code 2', async () => {
    const { stderr, exitCode } = await mlDocker(directory, 'push', 'Irisapi');
    expect(exitCode).toBe(2);
    await expect(yo('Irisapi')).rejects.toMatchObject({ message: stderr, code: 2 });
  });
});
