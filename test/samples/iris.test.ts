import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Golden } from '../../lib/onnx/card.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../../samples/iris');
const COLUMNS = ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'];
const SPECIES = ['setosa', 'versicolor', 'virginica'];

/** The training script adds which model file its answers belong to. */
type IrisGolden = Golden & { model: { file: string; sha256: string } };

interface Sample {
  title: string;
  teaches: string;
  example: { rows: object[] };
}

describe('the files of sample iris belong together', () => {
  it('golden.json was written with this very iris.onnx', async () => {
    const golden = await readJson<IrisGolden>('golden.json');
    const model = await readFile(path.join(SAMPLE, golden.model.file));
    expect(createHash('sha256').update(model).digest('hex')).toBe(golden.model.sha256);
  });

  it('sample.json has an example of exactly the columns that the model file names', async () => {
    const sample = await readJson<Sample>('sample.json');
    const model = await readFile(path.join(SAMPLE, 'iris.onnx'));
    expect(sample).toEqual({
      title: expect.stringMatching(/\w/),
      teaches: expect.stringMatching(/\w/),
      example: { rows: [expect.any(Object)] },
    });
    expect(Object.keys(sample.example.rows[0]!)).toEqual(COLUMNS);
    // In a protobuf text stands as it is, so that it can be looked for without a parser.
    expect(model.includes(`["${COLUMNS.join('", "')}"]`)).toBe(true);
  });

  it('golden.json answers rows and tensors, each class at least once', async () => {
    const { cases } = await readJson<Golden>('golden.json');
    const answered = JSON.stringify(cases.map((one) => one.answer));
    expect(cases.filter(({ request }) => 'rows' in request).length).toBeGreaterThan(1);
    expect(cases.filter(({ request }) => 'inputs' in request).length).toBe(1);
    for (const species of SPECIES) expect(answered).toMatch(new RegExp(`"output_label":[^{}]*"${species}"`));
  });
});

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(path.join(SAMPLE, file), 'utf8')) as T;
}
