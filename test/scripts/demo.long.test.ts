import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder } from '../cli.ts';
import { lacks } from '../skip.ts';

const BASE = 'node:24-bookworm-slim';
const noEngine = await lacks('engine', 'baseImage');
const { stdout: standIn } = await execa(
  'docker',
  ['image', 'ls', '-q', '--filter', 'label=ml-docker.stand-in=true', BASE],
  {
    reject: false,
  },
);

/** Runs the demo without a terminal, with nothing on PATH but these programs. */
async function demo(...programs: string[]): Promise<string> {
  const { directory, remove } = await emptyFolder();
  const bin = path.join(directory, 'bin');
  await mkdir(bin);
  for (const program of ['node', 'npm', 'npx', 'sh', 'env', ...programs]) {
    const { stdout } = await execa('which', [program]);
    await symlink(stdout, path.join(bin, program));
  }
  const env = { PATH: bin, TMPDIR: directory };
  const { all } = await execa('npm', ['run', 'demo'], { cwd: packageRoot, env, all: true, stdin: 'ignore' });
  await remove();
  return all;
}

describe('npm run demo', () => {
  it('runs the service on this machine where there is no engine, and checks a real prediction', async () => {
    const text = await demo();
    expect(text).toContain('the service runs on this machine, without a container');
    expect(text).toContain('The prediction is the one that the training script expects.');
    expect(text).toMatch(/Swagger page +http:\/\/127\.0\.0\.1:\d+\/docs/);
    expect(text).not.toMatch(/npm warn (?:deprecated|EBADENGINE|install-scripts)/i);
  }, 180_000);

  // The stand-in is ours; of anybody else's engine no image is taken away.
  it.skipIf(noEngine || standIn === '')(
    'says so where the base image cannot be had, and runs on this machine',
    async () => {
      const kept = 'ml-docker-test-kept-base';
      await execa('docker', ['tag', BASE, kept]);
      await execa('docker', ['image', 'rm', BASE]);
      try {
        const text = await demo('docker');
        expect(text).toContain(`${BASE} cannot be had: the service runs on this machine`);
        expect(text).toContain('The prediction is the one that the training script expects.');
      } finally {
        await execa('docker', ['tag', kept, BASE]);
        await execa('docker', ['image', 'rm', kept]);
      }
    },
    240_000,
  );
});
