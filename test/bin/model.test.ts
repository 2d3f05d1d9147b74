import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelResult } from '../../lib/commands/model/model.ts';
import type { Golden } from '../../lib/onnx/card/card.ts';
import { packageRoot } from '../../lib/package.ts';
import { node24 } from '../../scripts/node24.ts';
import { bin, emptyFolder, mlDocker, tree } from '../cli.ts';
import { field } from '../lib/onnx/onnx-writer.ts';
import { lacks } from '../skip.ts';
import { Terminal } from '../terminal.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const noRuntime = await lacks('runtime');
const noTerminal = await lacks('tmux');

describe('ml-docker model', () => {
  let directory: string;
  let project: string;
  let remove: () => Promise<void>;
  let retrained: string;
  beforeEach(async () => {
    ({ directory, remove } = await emptyFolder());
    project = path.join(directory, 'irisapi');
    await mlDocker(directory, 'irisapi', '--model', 'sample:iris', '--yes', '--skip-install');
    const iris = await readFile(path.join(packageRoot, 'samples/iris/iris.onnx'));
    retrained = path.join(directory, 'retrained.onnx');
    await writeFile(retrained, Buffer.concat([iris, field(6, 'retrained')]));
  });
  afterEach(() => remove());
  const at = (file: string): string => path.join(project, ...file.split('/'));
  const install = () =>
    symlink(path.join(packageRoot, 'templates/service/node_modules'), at('node_modules'), 'junction');

  it('exchanges the model and says what comes next', async () => {
    const { exitCode, stdout, stderr } = await mlDocker(
      project,
      'model',
      '../retrained.onnx',
      '--skip-install',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Nothing changes for clients.');
    expect(stdout).toMatch(/update +model\/model\.onnx/);
    expect(stdout).toMatch(/Next:\n +docker build -t irisapi \.\n +docker run .* -p 8000:8000 irisapi\n/);
    // A command line stays whole, so that it can be copied.
    const lines = stdout.split('\n').filter((line) => !/^ +docker run --rm /.test(line));
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('refuses what breaks clients without --force, lists it, and writes nothing', async () => {
    const before = await tree(project);
    const { exitCode, stderr } = await mlDocker(project, 'model', 'sample:students');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: The new model breaks clients of irisapi; nothing was written\n/);
    expect(stderr).toContain('breaking  input "X" is gone');
    expect(stderr).toContain('next: to exchange it all the same: add --force');
    expect(await tree(project)).toEqual(before);
  });

  it('prints the result alone on stdout with --json', async () => {
    const { stdout } = await mlDocker(project, 'model', 'sample:students', '--json', '--dry-run');
    const result = JSON.parse(stdout) as ModelResult;
    expect(result).toMatchObject({
      name: 'irisapi',
      previous: { file: 'iris.onnx' },
      model: { file: 'students.onnx' },
    });
    expect(result.changes).toContainEqual({
      kind: 'input-removed',
      breaking: true,
      text: 'input "X" is gone: a request that sends it is refused',
    });
    expect(result.files).toContainEqual({ path: 'model/model.onnx', status: 'update' });
  });

  it('wants a model, and a project', async () => {
    const unnamed = await mlDocker(project, 'model');
    expect(unnamed.exitCode).toBe(2);
    expect(unnamed.stderr).toContain('ml-docker model FILE');
    const outside = await mlDocker(directory, 'model', 'sample:students');
    expect(outside.exitCode).toBe(2);
    expect(outside.stderr).toContain('is not an ml-docker project');
  });

  it.skipIf(noTerminal)('asks about breaking changes, and takes no for the default', async () => {
    await writeFile(at('README.md'), '# Mine\n');
    const before = await tree(project);
    const ask = async (...keys: string[]): Promise<string> => {
      const terminal = new Terminal();
      await terminal.start(`${process.execPath} ${bin} model sample:students --skip-install`, project);
      await terminal.shows('Exchange the model anyway? (y/N)');
      await terminal.press(...keys);
      if (keys.length > 1) {
        await terminal.shows('README.md is there already and differs. Overwrite it?');
        await terminal.press('Enter');
      }
      const screen = await terminal.shows(/exit=\d/);
      await terminal.close();
      return screen;
    };
    const refused = await ask('Enter');
    expect(refused).toContain('The project keeps its model; nothing was written');
    expect(refused).toContain('exit=2');
    expect(await tree(project)).toEqual(before);

    const screen = await ask('y', 'Enter');
    expect(screen).toContain('exit=0');
    expect(screen).toContain('README.md was edited and stays as it is');
    expect(await readFile(at('README.md'), 'utf8')).toBe('# Mine\n');
    expect(await readFile(at('model/card.json'), 'utf8')).toContain('students.onnx');
    expect(await readFile(at('model/previous/card.json'), 'utf8')).toContain('iris.onnx');
  });

  it.skipIf(noRuntime)(
    'leaves a project whose own tests pass with the new answers',
    async () => {
      await writeFile(at('app.ts'), `${await readFile(at('app.ts'), 'utf8')}\n// mine\n`);
      await install();
      const { exitCode } = await mlDocker(project, 'model', 'sample:students', '--force', '--skip-install');
      expect(exitCode).toBe(0);
      // The machinery's own tests, which pass with any model, are left to the longer tests.
      const own = (await readdir(at('test'))).filter((file) => file.endsWith('.test.ts'));
      const { stdout } = await execa(await node24(), ['--test', ...own.map((file) => `test/${file}`)], {
        cwd: project,
      });
      expect(stdout).toMatch(/the model gives the golden answers/);
      expect(stdout).toMatch(/fail 0/);
      expect(await readFile(at('app.ts'), 'utf8')).toContain('// mine');
    },
    WITH_NPM_MS,
  );

  it.skipIf(noRuntime)(
    'records the answers that only a run of the new model can tell',
    async () => {
      await install();
      const node = await node24();
      const { stdout } = await execa(node, [bin, 'model', '../retrained.onnx'], {
        cwd: project,
        stdin: 'ignore',
        env: { NODE_OPTIONS: '', PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` },
      });
      expect(stdout).toContain('$ npm run record');
      expect(stdout).not.toContain('answers of the previous model');
      const { source } = JSON.parse(await readFile(at('test/golden.json'), 'utf8')) as Golden;
      expect(source).toContain('recorded');
    },
    WITH_NPM_MS,
  );
});
