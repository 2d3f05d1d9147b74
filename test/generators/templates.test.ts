import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEnv } from 'yeoman-environment';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker, tree } from '../cli.ts';
import { writeTree } from '../lib/layers/published.ts';

const generator = (name: string) => path.join(packageRoot, 'dist', 'generators', name, 'index.js');
const CONFIG = '{"questions": [{"name": "costCentre", "help": "who pays", "default": "1000"}]}';

describe('templates through Yeoman', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ directory, remove } = await emptyFolder());
    for (const door of ['yo', 'bin'])
      await writeTree(path.join(directory, door), {
        'mine/layer.json': CONFIG,
        'mine/WHO.ejs': '<%= costCentre %>',
        'two/X': 'x',
      });
  });
  afterEach(() => remove());
  const at = (...names: string[]) => path.join(directory, ...names);

  /** Options as `yo` hands them over: each in both spellings, several of one flag as a list. */
  async function yo(
    cwd: string,
    command: string,
    args: string[],
    options: Record<string, unknown>,
  ): Promise<void> {
    const env = createEnv({ cwd });
    env.register(generator(command), { namespace: `ml-docker:${command}` });
    await env.run([`ml-docker:${command}`, ...args], options);
  }

  it('yo ml-docker writes what ml-docker writes, with several layers and their flags', async () => {
    const options = { skipInstall: true, yes: true, model: 'sample:iris', templates: ['mine', 'two'] };
    await yo(at('yo'), 'app', ['api'], { ...options, costCentre: '4711', 'cost-centre': '4711' });
    const flags = ['--templates', 'mine', '--templates', 'two', '--cost-centre', '4711', '--skip-install'];
    await mlDocker(at('bin'), 'api', '--model', 'sample:iris', '--yes', ...flags);
    expect(await readFile(at('yo', 'api', 'WHO'), 'utf8')).toBe('4711');
    expect(await tree(at('yo'))).toEqual(await tree(at('bin')));
  });

  it('yo ml-docker refuses a flag that no layer knows, with exit code 2', async () => {
    const run = yo(at('yo'), 'app', ['api'], { yes: true, templates: 'mine', costCenter: '1' });
    await expect(run).rejects.toMatchObject({ code: 2, message: expect.stringContaining('--cost-centre?') });
  });

  it('yo ml-docker:templates eject writes what ml-docker templates eject writes', async () => {
    const paths = ['src/config.ts', 'tsconfig.json'];
    await yo(at('yo'), 'templates', ['eject', ...paths], { templates: 'mine' });
    await mlDocker(at('bin'), 'templates', 'eject', ...paths, '--templates', 'mine');
    expect(await tree(at('yo'))).toEqual(await tree(at('bin')));
    expect(Object.keys(await tree(at('yo')))).toContain('mine/.ejected/src/config.ts');
  });

  it('yo ml-docker:templates check ends with exit code 1 where something is wrong', async () => {
    await writeTree(at('yo'), { 'mine/bad.ejs': '<%= nobody %>' });
    const before = process.exitCode;
    await yo(at('yo'), 'templates', ['check', 'mine'], {});
    expect(process.exitCode).toBe(1);
    process.exitCode = before;
  });
});
