import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { bin, emptyFolder, mlDocker, tree } from '../cli.ts';
import { lacks, sharedModels } from '../skip.ts';
import { Terminal } from '../terminal.ts';

const noModels = await lacks('models');
const SGR = /\u001b\[[\d;]*m/;

describe.skipIf(await lacks('tmux'))('in a terminal', () => {
  let directory: string;
  let aside: string;
  const removals: (() => Promise<void>)[] = [];
  let terminal: Terminal;
  beforeEach(async () => {
    terminal = new Terminal();
    const [own, other] = [await emptyFolder(), await emptyFolder()];
    directory = own.directory;
    aside = other.directory;
    removals.push(own.remove, other.remove);
  });
  afterEach(async () => {
    await terminal.close();
    await Promise.all(removals.splice(0).map((remove) => remove()));
  });

  /** Starts the interview, and keeps every byte that it sends to the terminal. */
  async function start(args: string, environment = ''): Promise<void> {
    const kept = path.join(aside, 'sent');
    const program = `tmux pipe-pane "cat > ${kept}"; exec ${process.execPath} ${bin} ${args}`;
    await terminal.start(`-u NO_COLOR -u FORCE_COLOR ${environment} sh -c '${program}'`, directory);
  }
  /** All that was sent up to the end of the program. */
  async function sent(): Promise<string> {
    for (let tries = 0; tries < 50; tries++) {
      const text = await readFile(path.join(aside, 'sent'), 'utf8').catch(() => '');
      if (text.includes('exit=')) return text.slice(0, text.indexOf('exit='));
      await sleep(100);
    }
    throw new Error('the end of the program was not recorded');
  }

  it.each(['--plain', 'TERM=dumb'])(
    '%s asks in plain lines, from the first question to the project',
    async (how) => {
      await (how === '--plain' ? start('--skip-install --plain') : start('--skip-install', how));
      await terminal.shows(/Which model\?.*\n(?: +\d\. sample:\w+: [^]*)+Number 1 to \d, or text \[1\]/);
      await terminal.type('nowhere.onnx');
      await terminal.shows(/There is no such model file[^]*Which model\?[^]*Number/);
      await terminal.type('sample:iris');
      await terminal.shows(/gives {2}output_probability {2}FP32[^]*Name of the API\?.* \[irisapi\]\s*$/);
      await terminal.type('IrisApi');
      await terminal.shows(/"IrisApi" cannot name an image[^]*Name of the API\?.* \[irisapi\]\s*$/);
      await terminal.type('flowers');
      await terminal.shows(/Which port\? \[8000\]\s*$/);
      await terminal.type('eighty');
      await terminal.shows(/a port is a whole number from 1 to 65535[^]*Which port\? \[8000\]/);
      await terminal.type('18446');
      await terminal.shows('Base image? (FROM) [node:24-bookworm-slim]');
      await terminal.press('Enter');
      await terminal.shows(/What next\?\n {2}1\. build and run[^]*3\. neither.*\nNumber 1 to 3 \[1\]\s*$/);
      await terminal.type('3');
      await terminal.shows('exit=0');

      // Letters and line ends: nothing was coloured, moved or drawn again.
      expect(await sent()).not.toMatch(/[^\x20-\x7e\r\n]/);
      const again = await emptyFolder();
      removals.push(again.remove);
      await mlDocker(
        again.directory,
        ...['flowers', '--model', 'sample:iris', '--port', '18446', '--yes', '--skip-install'],
      );
      expect(await tree(path.join(directory, 'flowers'))).toEqual(
        await tree(path.join(again.directory, 'flowers')),
      );
    },
  );

  it('plain, goes on in a folder chosen by its number', async () => {
    await mkdir(path.join(directory, 'models'));
    await copyFile(
      path.join(packageRoot, 'samples/iris/iris.onnx'),
      path.join(directory, 'models/flowers.onnx'),
    );
    await copyFile(
      path.join(packageRoot, 'samples/iris/iris.onnx'),
      path.join(directory, 'models/other.onnx'),
    );
    await start('--plain');
    const [, number] = /(\d+)\. models\//.exec(await terminal.shows(/\d\. models\/\n[^]*Number/))!;
    await terminal.type(number!);
    await terminal.shows('1. models/flowers.onnx');
    await terminal.type('1');
    await terminal.shows(/Name of the API\?.*\[flowers\]/);
  });

  it.each([
    ['C-d', '--plain', 'Number 1 to'],
    ['C-d', '--plain --model sample:iris', 'Name of the API?'],
    ['C-c', '--plain', 'Number 1 to'],
    ['C-c', '--plain --model sample:iris', 'Name of the API?'],
    ['C-c', '--plain --model sample:iris --name api --port 18447', 'Base image?'],
    ['C-d', '--model sample:iris', 'Name of the API?'],
  ])('%s with %s at "%s" exits 130 and writes nothing', async (key, args, question) => {
    await start(args);
    await terminal.shows(question);
    await terminal.press(key);
    const screen = await terminal.shows('exit=');
    expect(screen).toContain('exit=130');
    expect(screen.match(/^stopped.*$/gm)).toEqual(['stopped; nothing was written']);
    expect(await tree(directory)).toEqual({});
  });

  it.each(['', '--plain'])(
    'Ctrl-C at the last question leaves the project, and says so: "%s"',
    async (how) => {
      await start(`${how} --model sample:iris --name api --port 18448`);
      await terminal.shows('nothing is written yet');
      await terminal.shows('Base image?');
      await terminal.press('Enter');
      await terminal.shows('What next?');
      await terminal.shows('neither');
      await terminal.press('C-c');
      const screen = await terminal.shows('exit=130');
      expect(screen).toContain('the project is in api, and nothing was built');
      expect(screen.match(/^stopped.*$/gm)).toHaveLength(1);
      expect(screen).toContain('next: cd api && ml-docker run');
      expect(Object.keys(await tree(directory))).toContain('api/.ml-docker/manifest.json');
    },
  );

  it.each([
    ['', true],
    ['NO_COLOR=1', false],
    ['FORCE_COLOR=0', false],
    ['NO_COLOR=1 FORCE_COLOR=1', true],
  ])('with the environment "%s", whether questions are coloured: %s', async (environment, isColoured) => {
    await start('--skip-install', environment);
    await terminal.shows('Which model?');
    await terminal.press('Down', 'Up');
    await terminal.type('nowhere.onnx');
    await terminal.shows('There is no such model file');
    await terminal.press('C-u');
    await terminal.type('sample:iris');
    for (const question of ['Name of the API?', 'Which port?', 'Base image?']) {
      await terminal.shows(question);
      await terminal.press('Enter');
    }
    await terminal.shows('What next?');
    await terminal.press('Down', 'Down', 'Enter');
    await terminal.shows('exit=0');
    expect(SGR.test(await sent())).toBe(isColoured);
  });

  it.skipIf(noModels)('a model of 210 inputs is shown in lines of 80 characters', async () => {
    await start(`--plain --model ${path.join(sharedModels, 'ort_many_inputs_210/model.onnx')}`);
    await terminal.shows('Name of the API?');
    await terminal.press('C-c');
    await terminal.shows('exit=130');
    const [table] = /^model\.onnx:[^]*(?=^Name of the API)/m.exec((await sent()).replaceAll('\r', ''))!;
    expect(table).toMatch(/\.\.\. and \d+ more inputs/);
    expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('without a terminal', () => {
  it('nothing that is printed is coloured', async () => {
    const { directory, remove } = await emptyFolder();
    const { stdout, stderr } = await mlDocker(directory, 'api', '--yes', '--skip-install');
    const refused = await mlDocker(directory, 'api', '--port', '99999', '--plain');
    expect(stdout).toContain('setosa, versicolor, virginica');
    expect(refused.exitCode).toBe(2);
    expect(`${stdout}${stderr}${refused.stdout}${refused.stderr}`).not.toMatch(SGR);
    await remove();
  });
});
