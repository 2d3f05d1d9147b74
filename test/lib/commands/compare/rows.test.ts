import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRows, rowsFile } from '../../../../lib/commands/compare/rows.ts';
import { emptyFolder } from '../../../cli.ts';

let directory: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ directory, remove } = await emptyFolder());
});
afterEach(() => remove());

const save = async (name: string, text: string): Promise<string> => {
  const file = path.join(directory, name);
  await writeFile(file, text);
  return file;
};

const columns = [{ name: 'length' }, { name: 'width' }];
const joined = { columns, inputs: [{ name: 'X', datatype: 'FP32', shape: [-1, 2] }] };
const apart = {
  columns,
  inputs: [
    { name: 'length', datatype: 'FP32', shape: [-1, 1] },
    { name: 'width', datatype: 'INT64', shape: [-1, 1] },
  ],
};

describe('rows that two models are to answer', () => {
  it.each([
    ['rows.csv', 'width;id;length\n2;a;1,5\n4;b;3\n'],
    ['rows.csv', 'id,length,width\n"a",1.5,2\n"b",3,4\n'],
    ['rows.json', '{"rows": [{"length": 1.5, "width": 2}, {"width": 4, "length": 3}]}'],
    ['rows.json', '[{"length": 1.5, "width": 2}, {"width": 4, "length": 3}]'],
  ])('%s: %j', async (name, text) => {
    const file = await save(name, text);
    expect(await readRows(file, joined)).toEqual({
      inputs: {
        X: [
          [1.5, 2],
          [3, 4],
        ],
      },
      count: 2,
      isCut: false,
    });
    expect((await readRows(file, apart)).inputs).toEqual({ length: [[1.5], [3]], width: [[2], [4]] });
  });

  it('as tensors', async () => {
    const file = await save('rows.json', '{"inputs": {"X": [[1, 2], [3, 4], [5, 6]]}}');
    expect(await readRows(file, joined)).toMatchObject({
      inputs: {
        X: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      },
      count: 3,
    });
  });

  it('at most ten thousand of them', async () => {
    const file = await save('rows.csv', `length,width\n${'1,2\n'.repeat(10_001)}`);
    expect(await readRows(file, joined)).toMatchObject({ count: 10_000, isCut: true });
  });

  it.each([
    ['rows.csv', 'length,width\n1,two\n', 'row 1, width: expected FP32, and found "two"'],
    ['rows.csv', 'length\n1\n', 'the header lacks "width"; it has length'],
  ])('%s with a fault', async (name, text, reason) => {
    const file = await save(name, text);
    await expect(readRows(file, joined)).rejects.toMatchObject({ exitCode: 2, details: [reason] });
  });

  it.each(['{', '3', '{"rows": 3}'])('are no rows: %s', async (text) => {
    const file = await save('rows.json', text);
    await expect(readRows(file, joined)).rejects.toMatchObject({ code: 'data-form', exitCode: 2 });
  });

  it('are needed', async () => {
    await expect(rowsFile(undefined, directory)).rejects.toMatchObject({ code: 'data-missing', exitCode: 2 });
    await expect(rowsFile('nowhere.csv', directory)).rejects.toThrow('There is no file nowhere.csv');
  });
});
