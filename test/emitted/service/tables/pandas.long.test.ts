import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../lib/package.ts';
import { pythonWith } from '../../../samples/python-environment.ts';
import { lacks } from '../../../skip.ts';
import { serveModel, type Started } from '../started.ts';
import { tables } from './shared-tables.ts';

interface Refusal {
  status: number;
  detail: string;
  hints: string[];
}
type Row = { variable: number };
interface Said {
  csv: number[] | Refusal;
  index: number;
  lines: Row[];
  records: Row[] | Refusal;
  dumps: Row[] | Refusal;
  bare: Row[] | Refusal;
  split: Row[] | Refusal;
}

const COLUMNS = ['area (m²)', 'rooms', 'age [years]', 'Größe cm'];
const program = path.join(packageRoot, 'test', 'emitted', 'service', 'tables', 'with_pandas.py');

describe.skipIf(await lacks('runtime', 'inputs'))('a table of pandas with gaps', async () => {
  const python = await pythonWith(path.join(packageRoot, 'test', 'docs', 'requirements.txt'));
  let knows: Started;
  let knowsNot: Started;
  beforeAll(async () => {
    knows = await serveModel(path.join(tables, 'models', 'imputer', 'model.onnx'));
    knowsNot = await serveModel(path.join(tables, 'models', 'named', 'model.onnx'));
  });
  afterAll(async () => {
    await knows?.stop();
    await knowsNot?.stop();
  });

  it('has one answer in every form, where the model fills gaps', async (test) => {
    const said = JSON.parse(await python(test, [program, knows.url, ...COLUMNS])) as Said;
    const answers = said.csv as number[];
    expect(answers).toHaveLength(3);
    for (const answer of answers) expect(answer).toEqual(expect.any(Number));
    const rows = answers.map((variable) => ({ variable }));
    expect(said).toMatchObject({ index: 200, records: rows, split: rows, lines: rows });
    // json.dumps writes a bare NaN, and a list alone says nothing of what it is.
    expect(said.dumps).toMatchObject({
      status: 400,
      detail: 'Malformed JSON: JSON has no NaN. Write it as a string: "NaN".',
    });
    expect(said.bare).toMatchObject({ status: 400, hints: ['Put the list into "rows": {"rows": [{…}]}.'] });
  });

  it('is refused with what to do, where the model knows no gaps', async (test) => {
    const said = JSON.parse(await python(test, [program, knowsNot.url, ...COLUMNS])) as Said;
    expect(said.csv).toMatchObject({
      status: 400,
      detail: expect.stringContaining('Line 3, column "rooms"'),
    });
    for (const form of [said.records, said.split] as Refusal[]) {
      expect(form.status).toBe(400);
      for (const hint of form.hints) expect(hint).toMatch(/^Write "NaN" for a missing number\.$/);
    }
  });
});
