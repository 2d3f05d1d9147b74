import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEnv } from 'yeoman-environment';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker, tree } from '../cli.ts';

const generator = path.join(packageRoot, 'dist', 'generators', 'model', 'index.js');

describe('yo ml-docker:model', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ directory, remove } = await emptyFolder());
    for (const name of ['yo', 'bin']) {
      await mkdir(path.join(directory, name));
      const args = ['--name', 'api', '--model', 'sample:iris', '--yes', '--skip-install'];
      await mlDocker(path.join(directory, name), '.', ...args);
    }
  });
  afterEach(() => remove());
  const yo = async (file: string, flags: Record<string, unknown>): Promise<void> => {
    const env = createEnv({ cwd: path.join(directory, 'yo') });
    env.register(generator, { namespace: 'ml-docker:model' });
    await env.run(['ml-docker:model', file], { skipInstall: true, ...flags });
  };

  it('writes what ml-docker model writes', async () => {
    await yo('sample:students', { force: true });
    const { exitCode } = await mlDocker(
      path.join(directory, 'bin'),
      ...['model', 'sample:students', '--force', '--skip-install'],
    );
    expect(exitCode).toBe(0);
    expect(await tree(path.join(directory, 'yo'))).toEqual(await tree(path.join(directory, 'bin')));
    const kept = path.join(directory, 'yo/test/golden.3d711b16.json');
    expect(await readFile(kept, 'utf8')).toContain('samples/iris/train.py');
  });

  it('refuses in the same words, with exit code 2, and writes nothing', async () => {
    const before = await tree(path.join(directory, 'yo'));
    await expect(yo('sample:students', {})).rejects.toMatchObject({
      message: expect.stringContaining('The new model breaks clients of api; nothing was written') as string,
      code: 2,
    });
    expect(await tree(path.join(directory, 'yo'))).toEqual(before);
  });
});
