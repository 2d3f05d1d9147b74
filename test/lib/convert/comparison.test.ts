import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparisonLines } from '../../../lib/convert/comparison.ts';
import { compareWithPrevious } from '../../../lib/convert/previous.ts';
import type { Asked } from '../../../lib/convert/proof/answers.ts';
import type { Proved } from '../../../lib/convert/proof/prove.ts';
import type { Card } from '../../../lib/onnx/card/card.ts';
import { emptyFolder } from '../../cli.ts';

let directory: string;
let remove: () => Promise<void>;
let file: string;
beforeAll(async () => {
  ({ directory, remove } = await emptyFolder());
  file = path.join(directory, 'model.onnx');
  await writeFile(file, '');
});
afterAll(() => remove());

const outputs = [
  { name: 'label', datatype: 'INT64', shape: [-1] },
  { name: 'probabilities', datatype: 'FP64', shape: [-1, 2] },
];
const card = {
  source: { file: 'old.pkl', sha256: 'abc' },
  inputs: [{ name: 'X', datatype: 'FP64', shape: [-1, 2] }],
  columns: [{ name: 'Age' }, { name: 'Fare' }],
  outputs,
} as unknown as Card;

/** The new model takes the same columns, an input each and in another order. */
const proved = {
  card: {
    ...card,
    inputs: ['Fare', 'Age'].map((name) => ({ name, datatype: 'FP64', shape: [-1, 1] })),
    columns: [{ name: 'Fare' }, { name: 'Age' }],
  },
  inputs: { Fare: [[7], [8], [9]], Age: [[30], [31], [32]] },
  kinds: ['made', 'made', 'threshold'],
  converted: {
    label: [0, 1, 1],
    probabilities: [
      [0.9, 0.1],
      [0.25, 0.75],
      [0.1, 0.9],
    ],
  },
} as unknown as Proved;

describe('a model that takes the place of another one', () => {
  it('is held against it row by row, by the names of the columns', async () => {
    const asked: Asked[] = [];
    const found = await compareWithPrevious(proved, { file, card }, (one) => {
      asked.push(one);
      const probabilities = [
        [0.9, 0.1],
        [0.75, 0.25],
        [0, 1],
      ];
      return Promise.resolve({ outputs: { label: [0, 0, 0], probabilities } });
    });
    expect(asked[0]!.inputs).toEqual({
      X: [
        [30, 7],
        [31, 8],
        [32, 9],
      ],
    });
    expect(found).toMatchObject({ previous: 'old.pkl', rows: 2 });
    if (typeof found === 'string') throw new Error(found);
    expect(comparisonLines(found)).toEqual([
      'compared with old.pkl, the previous model, in 2 rows:',
      '  label: another one in 1 (50 %)',
      '    {"Fare":8,"Age":31}: 0 before, 1 now',
      '  probabilities: 0.25 apart on average, 0.5 at most',
    ]);
  });

  it('that answers as before says so', async () => {
    const found = await compareWithPrevious(proved, { file, card }, () =>
      Promise.resolve({ outputs: proved.converted }),
    );
    if (typeof found === 'string') throw new Error(found);
    expect(comparisonLines(found).slice(1)).toEqual([
      '  label: the same in all',
      '  probabilities: the same in all',
    ]);
  });

  it('is not held against one that takes something else, or does not answer', async () => {
    const other = {
      ...card,
      inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1, 1] }],
      columns: undefined,
    };
    const refuses = (): Promise<{ refusal: string }> => Promise.resolve({ refusal: 'it is too large' });
    expect(await compareWithPrevious(proved, { file, card: other }, refuses)).toBe('it takes other inputs');
    expect(await compareWithPrevious(proved, { file, card }, refuses)).toBe('it is too large');
    const gone = path.join(directory, 'gone.onnx');
    expect(await compareWithPrevious(proved, { file: gone, card }, refuses)).toBe('its file is gone');
  });
});
