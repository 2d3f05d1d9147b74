import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bin, emptyFolder, mlDocker, tree } from '../cli.ts';
import { lacks } from '../skip.ts';
import { Terminal } from '../terminal.ts';
import { model } from '../lib/onnx/onnx-writer.ts';

const noTerminal = await lacks('tmux');

describe('the columns of a model that does not name them', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ directory, remove } = await emptyFolder());
    await writeFile(path.join(directory, 'table.onnx'), model());
  });
  afterEach(() => remove());
  const card = async () => JSON.parse(await readFile(path.join(directory, 'api/model/card.json'), 'utf8'));
  const make = (...args: string[]) =>
    mlDocker(directory, 'api', '--model', 'table.onnx', '--yes', '--skip-install', ...args);

  it.each([
    ['a CSV file', 'names.csv', 'age,height,weight\n1,2,3\n'],
    ['a JSON list', 'names.json', '["age", "height", "weight"]'],
  ])('come from %s', async (_what, file, text) => {
    await writeFile(path.join(directory, file), text);
    expect((await make('--columns', file)).exitCode).toBe(0);
    const { columns, example } = await card();
    expect(columns).toEqual([{ name: 'age' }, { name: 'height' }, { name: 'weight' }]);
    expect(Object.keys(example.rows[0])).toEqual(['age', 'height', 'weight']);
    // They are kept in the card, and not asked for again.
    const before = await tree(directory);
    await make();
    expect(await tree(directory)).toEqual(before);
  });

  it('must fit the model', async () => {
    const before = await tree(directory);
    const { exitCode, stderr } = await make('--columns', 'age,height');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('takes 3 columns');
    expect(await tree(directory)).toEqual(before);
    expect((await make('--columns', 'nowhere.csv')).stderr).toContain('There is no file nowhere.csv');
  });

  it.skipIf(noTerminal)('are asked for in the interview', async () => {
    const terminal = new Terminal();
    await terminal.start(
      `${process.execPath} ${bin} api --model table.onnx --name api --port 18440`,
      directory,
    );
    await terminal.shows('Names of its 3 columns?');
    await terminal.type('age,height');
    await terminal.shows('takes 3 columns');
    await terminal.press('C-u');
    await terminal.type('age,height,weight');
    await terminal.shows('Base image?');
    await terminal.press('Enter');
    await terminal.shows('What next?');
    await terminal.press('Down', 'Down', 'Enter');
    const screen = await terminal.shows('exit=0', 60_000);
    await terminal.close();
    expect(screen).toContain('--columns age,height,weight');
    expect((await card()).columns).toHaveLength(3);
  });
});
