import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { bin, emptyFolder, mlDocker, tree } from '../cli.ts';
import { lacks } from '../skip.ts';
import { Terminal } from '../terminal.ts';

describe.skipIf(await lacks('tmux'))('the interview', () => {
  let directory: string;
  let remove: () => Promise<void>;
  let terminal: Terminal;
  beforeEach(async () => {
    terminal = new Terminal();
    ({ directory, remove } = await emptyFolder());
  });
  afterEach(async () => {
    await terminal.close();
    await remove();
  });
  const start = (args = ''): Promise<void> => terminal.start(`${process.execPath} ${bin} ${args}`, directory);

  it('checks each answer as it is given, shows the model, and ends with a project and its command line', async () => {
    await start();
    await terminal.shows('Which model?');
    await terminal.type('nowhere.onnx');
    await terminal.shows('There is no such model file');
    await terminal.press('C-u');
    await terminal.type('sample:iris');
    await terminal.shows('setosa, versicolor, virginica');
    await terminal.shows('Name of the API?');
    await terminal.type('IrisApi');
    await terminal.shows(/for\s+example\s+irisapi/);
    await terminal.press('C-u');
    await terminal.type('flowers');
    await terminal.shows('Which port?');
    await terminal.type('99999');
    await terminal.shows('1 to 65535');
    await terminal.press('C-u');
    await terminal.type('18437');
    await terminal.shows('Base image?');
    await terminal.type('node:22-alpine');
    await terminal.shows(/use\s+node:22-bookworm-slim/);
    await terminal.press('C-u');
    await terminal.press('Enter');
    await terminal.shows('What next?');
    await terminal.press('Down', 'Down', 'Enter');
    const screen = (await terminal.shows('exit=0', 60_000)).replaceAll(/\s+/g, ' ');
    const command = 'ml-docker flowers --model sample:iris --port 18437 --base-image node:24-bookworm-slim';
    expect(screen).toContain(command);

    const made = await tree(path.join(directory, 'flowers'));
    expect(await readFile(path.join(directory, 'flowers/.yo-rc.json'), 'utf8')).toContain('"port": 18437');
    const again = await emptyFolder();
    await mlDocker(again.directory, ...command.split(' ').slice(1), '--yes', '--skip-install');
    expect(await tree(path.join(again.directory, 'flowers'))).toEqual(made);
    await again.remove();
  });

  it('completes the path of a file', async () => {
    await copyFile(path.join(packageRoot, 'samples/iris/iris.onnx'), path.join(directory, 'flowers.onnx'));
    await start();
    await terminal.shows('Which model?');
    await terminal.press('f', 'l');
    await terminal.shows('❯ flowers.onnx');
    // The list has that after "f", too.
    await terminal.type('');
    await terminal.shows('setosa, versicolor, virginica');
    await terminal.shows(/Name of the API\?.*flowers/);
  });

  it('offers the next free port where one is taken', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, () => resolve((server.address() as { port: number }).port));
    });
    await start(`api --model sample:iris --name api --port ${port} --base-image node:24-bookworm-slim`);
    await terminal.shows(`Port ${port} is taken on this machine`);
    await terminal.press('Enter');
    await terminal.shows('What next?');
    server.close();
    const yoRc = JSON.parse(await readFile(path.join(directory, 'api/.yo-rc.json'), 'utf8'));
    expect(yoRc['generator-ml-docker'].port).toBeGreaterThan(port);
  });

  it('asks before it overwrites, and can show the difference', async () => {
    await mlDocker(directory, 'api', '--yes', '--skip-install');
    await writeFile(path.join(directory, 'api', 'Dockerfile'), 'FROM scratch\n');
    await start('api --port 18438');
    await terminal.shows('Dockerfile is there already and differs');
    await terminal.press('Down', 'Down', 'Enter');
    await terminal.shows('-FROM scratch');
    await terminal.press('Enter');
    await terminal.shows('What next?');
    expect(await readFile(path.join(directory, 'api', 'Dockerfile'), 'utf8')).toBe('FROM scratch\n');
  });

  it.each(['Which model?', 'Which port?'])(
    'stopped by Ctrl-C at "%s" exits 130 and writes nothing',
    async (question) => {
      await start(question === 'Which model?' ? '' : '--model sample:iris --name api');
      await terminal.shows(question);
      await terminal.press('C-c');
      await terminal.shows('exit=130');
      expect(await tree(directory)).toEqual({});
    },
  );
});
