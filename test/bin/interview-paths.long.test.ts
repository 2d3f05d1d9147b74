import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { bin, emptyFolder, mlDocker, tree } from '../cli.ts';
import { lacks } from '../skip.ts';
import { Terminal } from '../terminal.ts';

const iris = path.join(packageRoot, 'samples/iris/iris.onnx');
let directory: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ directory, remove } = await emptyFolder());
  await mkdir(path.join(directory, 'My Models/snapshot/onnx'), { recursive: true });
  await copyFile(iris, path.join(directory, 'My Models/flowers.onnx'));
  await copyFile(iris, path.join(directory, 'My Models/snapshot/onnx/model.onnx'));
});
afterEach(() => remove());

describe.skipIf(await lacks('tmux'))('a path at the first question', () => {
  let terminal: Terminal;
  beforeEach(() => {
    terminal = new Terminal();
  });
  afterEach(() => terminal.close());
  const start = (args = ''): Promise<void> => terminal.start(`${process.execPath} ${bin} ${args}`, directory);

  it.each([
    ['quoted', (file: string) => `'${file}'`],
    [
      'escaped, as a terminal writes a file that is dragged into it',
      (file: string) => `${file.replace(' ', '\\ ')} `,
    ],
    ['as a URL', (file: string) => pathToFileURL(file).href],
  ])('is taken %s', async (_, typed) => {
    await start();
    await terminal.shows('Which model?');
    await terminal.type(typed(path.join(directory, 'My Models', 'flowers.onnx')), 2000);
    await terminal.shows('setosa, versicolor, virginica');
    await terminal.shows(/Name of the API\?.*flowers/);
    await terminal.type('');
    await terminal.shows('Which port?');
    await terminal.type('18439');
    await terminal.type('');
    await terminal.shows('What next?');
    const yoRc = JSON.parse(await readFile(path.join(directory, 'flowers/.yo-rc.json'), 'utf8'));
    expect(yoRc['generator-ml-docker'].model).toBe('flowers.onnx');
    await terminal.press('Down', 'Down', 'Enter');
    const screen = await terminal.shows('The same again, without questions:', 60_000);
    expect(screen.replaceAll(/\s+/g, ' ')).toContain(
      `--model '${path.join(directory, 'My Models', 'flowers.onnx')}'`,
    );
  });

  it('may be a folder that holds one model', async () => {
    await start();
    await terminal.shows('Which model?');
    await terminal.type("'My Models/snapshot'");
    await terminal.shows('taking My Models/snapshot/onnx/model.onnx');
    await terminal.shows('setosa, versicolor, virginica');
    await terminal.shows('Name of the API?');
  });

  it('is the model in the working folder where Enter is all that is typed', async () => {
    await copyFile(iris, path.join(directory, 'mine.onnx'));
    await start();
    await terminal.shows('❯ mine.onnx');
    await terminal.press('Enter');
    await terminal.shows(/Name of the API\?.*mine/);
  });

  it('that is wrong is explained without a flag', async () => {
    await writeFile(path.join(directory, 'empty.onnx'), '');
    await start();
    await terminal.shows('Which model?');
    for (const [typed, told] of [
      ['nowhere.onnx', 'There is no such model file'],
      ['sample:flowers', 'There is no sample:flowers'],
      ['empty.onnx', 'The model file is empty'],
    ] as const) {
      await terminal.type(typed);
      expect(await terminal.shows(told)).not.toContain('--');
      await terminal.press('C-u');
    }
  });
});

describe('a model in place of the directory', () => {
  it.each(['My Models/flowers.onnx', "'My Models/flowers.onnx'", 'file'])(
    '%s is taken for the model',
    async (typed) => {
      const model =
        typed === 'file' ? pathToFileURL(path.join(directory, 'My Models/flowers.onnx')).href : typed;
      const { exitCode, stdout } = await mlDocker(directory, model, '--yes', '--skip-install');
      expect(exitCode).toBe(0);
      expect(stdout).toContain('writing flowers/');
      expect(Object.keys(await tree(path.join(directory, 'flowers')))).toContain('model/model.onnx');
    },
  );

  it('may be a sample, and a directory beside --model stays one', async () => {
    expect((await mlDocker(directory, 'sample:iris', '--yes', '--dry-run')).stdout).toContain(
      'would write irisapi/',
    );
    const { stdout } = await mlDocker(directory, 'api', '--model', 'sample:iris', '--yes', '--dry-run');
    expect(stdout).toContain('would write api/');
  });

  it('is refused where --model names one as well, and told about where it is not there', async () => {
    const two = await mlDocker(directory, iris, '--model', 'sample:iris', '--yes');
    expect(two).toMatchObject({ exitCode: 2 });
    expect(two.stderr).toContain('stands where the directory does');
    const none = await mlDocker(directory, 'nowhere.onnx', '--yes');
    expect(none).toMatchObject({ exitCode: 2 });
    expect(none.stderr).toContain('There is no such model file');
  });
});
