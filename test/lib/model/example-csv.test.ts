import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExample } from '../../../lib/model/example/read.ts';
import type { Card } from '../../../lib/onnx/card/card.ts';
import { emptyFolder } from '../../cli.ts';

const column = (name: string, datatype: string, values?: object): object => ({
  name,
  datatype,
  shape: ['N', 1],
  ...(values && { values: [values] }),
});
const inputs = [
  column('Age', 'FP32', { missing: 'NaN' }),
  column('Sex', 'BYTES', { known: ['female', 'male'], closed: true }),
  column('Class', 'INT64'),
  column('Alone', 'BOOL'),
];
const people = {
  inputs,
  outputs: [],
  columns: ['Age', 'Sex', 'Class', 'Alone'].map((name) => ({ name })),
} as unknown as Card;
const table = {
  inputs: [{ name: 'X', datatype: 'FP32', shape: [-1, 3] }],
  outputs: [],
} as unknown as Card;

describe('an example in a CSV file', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeAll(async () => ({ directory, remove } = await emptyFolder()));
  afterAll(() => remove());

  async function read(text: string | Buffer, card = people): Promise<unknown> {
    await writeFile(path.join(directory, 'rows.csv'), text);
    return (await readExample('rows.csv', directory, card)).request;
  }

  it('is the first row without a gap; columns are found by name, others are passed over', async () => {
    const text = 'id,Survived,Sex,Name,Age,Alone,Class\n1,0,male,"A, ""B""",,0,3\n2,1,female,C,38.5,1,1\n';
    expect(await read(text)).toEqual({ rows: [{ Age: 38.5, Sex: 'female', Class: 1, Alone: true }] });
  });

  it('is the first row where all have gaps: what stands for a missing value is sent', async () => {
    expect(await read('Age,Sex,Class,Alone\n,male,3,false')).toEqual({
      rows: [{ Age: 'NaN', Sex: 'male', Class: 3, Alone: false }],
    });
  });

  it.each([
    ['semicolons and decimal commas', 'Age;Sex;Class;Alone\r\n1,5;male;3;true\r\n'],
    ['tabs', 'Age\tSex\tClass\tAlone\n1.5\tmale\t3\ttrue'],
    ['UTF-16', Buffer.from('\ufeffAge,Sex,Class,Alone\n1.5,male,3,true', 'utf16le')],
    ['a byte order mark', '\ufeffAge,Sex,Class,Alone\n1.5,male,3,true'],
    ['quotes', '"Age","Sex","Class","Alone"\n"1.5","male","3","true"\n'],
  ])('may have %s', async (_what, text) => {
    expect(await read(text)).toEqual({ rows: [{ Age: 1.5, Sex: 'male', Class: 3, Alone: true }] });
  });

  it('goes by position where the columns have no names', async () => {
    expect(await read('a,b,c\n1,2,3\n', table)).toEqual({ inputs: { X: [[1, 2, 3]] } });
    await expect(read('a,b\n1,2\n', table)).rejects.toMatchObject({
      code: 'example-does-not-fit',
      details: ['expected 3 columns, and found 2'],
    });
  });

  it('is refused with what is wrong: a column that lacks, a value of another sort, no row', async () => {
    await expect(read('Age,Sex\n1,male\n')).rejects.toMatchObject({
      details: ['the header lacks "Class", "Alone"; it has Age, Sex'],
    });
    await expect(read('Age,Sex,Class,Alone\nold,male,,maybe\n')).rejects.toMatchObject({
      details: [
        'Age: expected FP32, and found "old"',
        'Class: expected INT64, and found ""',
        'Alone: expected BOOL, and found "maybe"',
      ],
    });
    await expect(read('Age,Sex,Class,Alone\n')).rejects.toMatchObject({ code: 'example-unreadable' });
  });
});
