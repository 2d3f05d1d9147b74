import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bin, emptyFolder, mlDocker, tree } from '../cli.ts';
import { lacks } from '../skip.ts';
import { Terminal } from '../terminal.ts';

/** Readline waits for half a second whether more comes, as of a key with a longer code. */
const ESCAPE_ALONE_MS = 1000;

describe.skipIf(await lacks('tmux'))('in the interview', () => {
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
  const escape = async (): Promise<void> => {
    await terminal.press('Escape');
    await sleep(ESCAPE_ALONE_MS);
  };
  const answers = async (project: string): Promise<unknown> =>
    JSON.parse(await readFile(path.join(directory, project, '.yo-rc.json'), 'utf8'))['generator-ml-docker'];

  it('Esc asks the question before again, with what was typed, and what was made up from it anew', async () => {
    await start();
    await terminal.shows('Which model?');
    await escape();
    await terminal.type('sample:iris');
    await terminal.shows(/Name of the API\?.*irisapi/);
    await escape();
    await terminal.shows(/Which model\?[^]*Which model\?/);
    await terminal.type('sample:students');
    await terminal.shows(/Name of the API\?.*studentsapi/);
    await terminal.type('exam');
    await terminal.shows('Which port?');
    await terminal.type('18451');
    await terminal.shows('Base image?');
    await escape();
    await terminal.shows(/Which port\? \(18451\)/);
    await escape();
    await terminal.shows(/Name of the API\? \(image, container, URL\) \(exam\)/);
    await terminal.press('Enter');
    await terminal.shows(
      /Name of the API\? \(image, container, URL\) exam[^]*Name of the API\? \(image, container, URL\) exam/,
    );
    await terminal.type('18453');
    await terminal.shows('Base image?');
    await terminal.press('Enter');
    await terminal.shows('What next?');
    // The files are written: there is no way back.
    await escape();
    await terminal.press('C-c');
    await terminal.shows('exit=130');
    expect(await answers('exam')).toMatchObject({ model: 'sample:students', name: 'exam', port: 18453 });
  });

  it('< does so in plain lines', async () => {
    await start('--plain');
    await terminal.shows('"<" goes back');
    await terminal.type('sample:iris');
    await terminal.shows('Name of the API?');
    await terminal.type('<');
    await terminal.shows(/Number 1 to[^]*Number 1 to/);
    await terminal.type('sample:students');
    await terminal.shows(/Name of the API\?.*\[studentsapi\]/);
  });

  it('there is no way back before the first question that is asked', async () => {
    await start('api --model sample:iris');
    await terminal.shows('Which port?');
    await escape();
    await terminal.type('18455');
    await terminal.shows('Base image?');
  });

  it('a directory that was given is not asked again as a name', async () => {
    await start("'My API' --model sample:iris");
    await terminal.shows('notice: "My API" cannot name an image; the API is called my-api');
    expect(await terminal.shows('Which port?')).not.toContain('Name of the API?');
    await terminal.press('C-c');
    await terminal.shows('exit=130');
    expect(await tree(directory)).toEqual({});
  });

  it.each(['abc', '8000:8000', '8000.5'])('the port %s is refused in words of its own', async (port) => {
    await start('api --model sample:iris');
    await terminal.shows('Which port?');
    await terminal.type(port);
    await terminal.shows('a port is a whole number from 1 to 65535');
    const { exitCode, stderr } = await mlDocker(directory, 'api', '--port', port, '--yes');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('a port is a whole number from 1 to 65535');
  });

  it('a project elsewhere is shown by its whole path, and quoted where that has spaces', async () => {
    const { directory: other, remove: removeOther } = await emptyFolder();
    const target = path.join(other, 'My Project');
    const { stdout } = await mlDocker(directory, path.relative(directory, target), '--yes', '--skip-install');
    expect(stdout).toContain(`writing ${target}/`);
    expect(stdout).toContain(`Next:\n  cd '${target}'\n`);
    const below = await mlDocker(directory, 'My Project', '--yes', '--skip-install');
    expect(below.stdout).toContain("Next:\n  cd 'My Project'\n");
    await removeOther();
  });
});
