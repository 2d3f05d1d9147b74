import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npmInDocker } from '../../lib/project/in-docker.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { lacks } from '../skip.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

// The shell is that of whoever types the line.
const noEngine = process.platform === 'win32' || (await lacks('engine', 'baseImage'));

describe.skipIf(noEngine)('the line with Docker for a host whose Node is too old', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    const made = await mlDocker(directory, 'my api', '--name', 'api', '--yes', '--skip-install');
    expect(made.exitCode, made.stderr).toBe(0);
  });
  afterAll(() => remove());
  const typed = (script: string) =>
    execa('sh', ['-c', npmInDocker(path.join(directory, 'my api'), script)], { reject: false, all: true });

  it(
    'records the right answer, in a file of whoever types it',
    async () => {
      const golden = path.join(directory, 'my api', 'test', 'golden.json');
      await rm(golden);
      const { exitCode, all } = await typed('run record');
      expect(exitCode, all).toBe(0);
      expect(await readFile(golden, 'utf8')).toContain('"setosa"');
      expect((await stat(golden)).uid).toBe(process.getuid!());
    },
    WITH_NPM_MS,
  );

  it(
    'runs all tests of the project',
    async () => {
      const { exitCode, all } = await typed('test');
      expect(exitCode, all).toBe(0);
      expect(all).toMatch(/^ℹ fail 0$/m);
    },
    WITH_NPM_MS,
  );
});
