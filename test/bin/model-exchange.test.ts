import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { hashOf } from '../../lib/sha256.ts';
import { bin, emptyFolder, mlDocker, tree } from '../cli.ts';
import { lacks } from '../skip.ts';
import { Terminal } from '../terminal.ts';

const noTerminal = await lacks('tmux');

/** Every way to give the project ./irisapi another model: the folder it is typed in, and the command line. */
const WAYS: [name: string, cwd: string, args: string[]][] = [
  ['its directory', '.', ['irisapi', '--model', 'sample:students']],
  ['its name', '.', ['--name', 'irisapi', '--model', 'sample:students']],
  ['the folder itself', 'irisapi', ['.', '--model', 'sample:students']],
  ['nothing but a model', 'irisapi', ['--model', 'sample:students']],
  ['ml-docker model', 'irisapi', ['model', 'sample:students']],
];

describe('a model that breaks the clients of a project', () => {
  let directory: string;
  let remove: () => Promise<void>;
  let before: Record<string, string>;
  beforeEach(async () => {
    ({ directory, remove } = await emptyFolder());
    await mlDocker(directory, 'irisapi', '--model', 'sample:iris', '--yes', '--skip-install');
    before = await tree(directory);
  });
  afterEach(() => remove());

  it.each(WAYS)('given by %s, is refused where nobody is asked, also with --yes', async (_, cwd, args) => {
    const { exitCode, stderr } = await mlDocker(
      path.join(directory, cwd),
      ...args,
      '--yes',
      '--skip-install',
    );
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: The new model breaks clients of irisapi; nothing was written\n/);
    expect(stderr).toContain('breaking  input "X" is gone');
    expect(stderr).toContain('add --force');
    expect(await tree(directory)).toEqual(before);
  });

  it.each(WAYS)('given by %s, is shown by --dry-run with all its files', async (_, cwd, args) => {
    const shown = await mlDocker(path.join(directory, cwd), ...args, '--dry-run', '--yes');
    expect(shown.exitCode).toBe(0);
    expect(shown.stdout).toMatch(/What changes for clients:\n +breaking +input "X" is gone/);
    expect(shown.stdout).toContain('Without --dry-run this needs --force.');
    expect(await tree(directory)).toEqual(before);

    await mlDocker(path.join(directory, cwd), ...args, '--yes', '--force', '--skip-install');
    const after = await tree(directory);
    const differ = Object.keys({ ...before, ...after }).filter((file) => before[file] !== after[file]);
    const texts = differ.filter((file) => !file.includes('.ml-docker/'));
    for (const file of texts) expect(`${shown.stdout}\n`).toContain(` ${file.replace('irisapi/', '')}\n`);
    expect(texts).toContain('irisapi/model/model.onnx');
    const iris = await readFile(path.join(packageRoot, 'samples/iris/iris.onnx'));
    expect(before['irisapi/model/model.onnx']).not.toBe(hashOf(iris)); // its ZipMap is undone
    expect(after['irisapi/model/previous/model.onnx']).toBe(before['irisapi/model/model.onnx']);
    expect(after['irisapi/model/previous/card.json']).toBe(before['irisapi/model/card.json']);
  });

  describe.skipIf(noTerminal)('in a terminal', () => {
    let terminal: Terminal;
    beforeEach(() => void (terminal = new Terminal()));
    afterEach(() => terminal.close());
    const start = (cwd: string, args: string[]): Promise<void> =>
      terminal.start(
        `${process.execPath} ${bin} ${args.join(' ')} --skip-install`,
        path.join(directory, cwd),
      );
    const QUESTION = 'Exchange the model anyway? (y/N)';

    it('is asked about, and Enter keeps the model', async () => {
      await start('.', ['irisapi', '--model', 'sample:students']);
      await terminal.shows(QUESTION);
      await terminal.press('Enter');
      const screen = await terminal.shows(/exit=\d/);
      expect(screen).toContain('The project keeps its model; nothing was written');
      expect(screen).toContain('exit=2');
      expect(await tree(directory)).toEqual(before);
    });

    it('comes with a yes, and the model before is kept', async () => {
      await start('irisapi', ['--model', 'sample:students']);
      await terminal.shows(QUESTION);
      await terminal.press('y', 'Enter');
      await terminal.shows('What next?');
      await terminal.press('Down', 'Down', 'Enter');
      const screen = await terminal.shows(/exit=\d/);
      expect(screen).toContain('exit=0');
      expect(screen).toMatch(/update +model\/model\.onnx\n/);
      expect(screen).toMatch(/create +model\/previous\/model\.onnx\n/);
      const { 'irisapi/model/previous/model.onnx': kept } = await tree(directory);
      expect(kept).toBe(before['irisapi/model/model.onnx']);
    });

    it('is asked about where the interview comes to the name of a project', async () => {
      await start('.', ['--port', '18439', '--base-image', 'node:24-bookworm-slim']);
      await terminal.shows('Which model?');
      await terminal.type('sample:students');
      await terminal.shows('Name of the API?');
      await terminal.press('C-u');
      await terminal.type('irisapi');
      await terminal.shows(QUESTION);
      await terminal.press('C-c');
      await terminal.shows('exit=130');
      expect(await tree(directory)).toEqual(before);
    });
  });
});
