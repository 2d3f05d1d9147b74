import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bin, emptyFolder, mlDocker } from '../cli.ts';
import { lacks } from '../skip.ts';
import { Terminal } from '../terminal.ts';

const ESCAPE = '\u001b[';
const RED = `${ESCAPE}31m`;

/** What goes wrong on every machine, and the word that is red then. */
const cases = [
  { args: 'api --model nowhere.onnx --yes', word: 'error:', env: '' },
  { args: 'doctor', word: 'problem', env: 'PATH=/nowhere' },
];

let directory: string;
let remove: () => Promise<void>;
beforeEach(async () => void ({ directory, remove } = await emptyFolder()));
afterEach(() => remove());

describe.skipIf(await lacks('tmux'))('in a terminal', () => {
  async function screenOf(args: string, env: string): Promise<string> {
    const terminal = new Terminal();
    const clean = '-u FORCE_COLOR -u NO_COLOR';
    await terminal.start(`${clean} ${env} ${process.execPath} ${bin} ${args}`, directory);
    await terminal.shows('exit=');
    const screen = await terminal.screen({ coloured: true });
    await terminal.close();
    return screen;
  }

  it.each(cases)('`ml-docker $args` has "$word" in red, and nothing else', async ({ args, word, env }) => {
    const screen = await screenOf(args, env);
    expect(screen).toContain(`${RED}${word}${ESCAPE}39m`);
    expect(screen.split(ESCAPE)).toHaveLength(3);
  });

  it.each(cases)('`NO_COLOR=1 ml-docker $args` has no colour', async ({ args, word, env }) => {
    const screen = await screenOf(args, `NO_COLOR=1 ${env}`);
    expect(screen).toContain(word);
    expect(screen).not.toContain(ESCAPE);
  });
});

it.each(cases)('off a terminal, `ml-docker $args` has no colour', async ({ args }) => {
  const { stdout, stderr } = await mlDocker(directory, ...args.split(' '));
  expect(stdout + stderr).not.toBe('');
  expect(stdout + stderr).not.toContain(ESCAPE);
});

it.skipIf(await lacks('engine', 'tmux'))('what is well has a green mark in doctor', async () => {
  const terminal = new Terminal();
  await terminal.start(
    `-u FORCE_COLOR -u NO_COLOR ${process.execPath} ${bin} doctor --engine docker`,
    directory,
  );
  await terminal.shows('exit=0');
  expect(await terminal.screen({ coloured: true })).toContain(`${ESCAPE}32mok${ESCAPE}39m `);
  await terminal.close();
});
