import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../lib/onnx/card/card.ts';
import { emptyFolder } from '../cli.ts';
import { attribute } from '../lib/onnx/bodies.ts';
import { field, model, node, tensorType, value } from '../lib/onnx/onnx-writer.ts';
import { lacks, sharedModels } from '../skip.ts';
import { inferJson, predict } from './oip-client.ts';
import { serveModel, type Started } from './service/started.ts';

const FLOAT = 1;
const noRuntime = await lacks('runtime');
const noModels = noRuntime || (await lacks('models'));

/** An initializer of FP32 [3]. */
const three = (name: string): Buffer =>
  Buffer.concat([
    field(1, 3),
    field(2, FLOAT),
    field(8, name),
    field(9, Buffer.from(new Float32Array([7, 8, 9]).buffer)),
  ]);
const axes = (name: string, axis: number): Buffer =>
  Buffer.concat([field(1, 1), field(2, 7), field(8, name), field(7, Buffer.from([axis]))]);
const reduce = (from: string, over: string, to: string): Buffer =>
  node('ReduceSum', [from, over], [to], { name: to, attributes: [attribute('keepdims', 2, field(3, 0))] });

/**
 * Of a table X [rows, 3]: `sum`, one number a row, declared as [3]; `totals` [3], over all rows, declared as free;
 * `names` [3], which nothing of the request changes.
 */
function table(rows: number | string, more: Buffer[] = []): Buffer {
  return model({
    metadata: { feature_names: '["a", "b", "c"]' },
    inputs: [value('X', tensorType(FLOAT, [rows, 3]))],
    initializers: [three('W'), axes('of row', 1), axes('of column', 0)],
    nodes: [
      ...more,
      reduce('X', 'of row', 'sum'),
      reduce('X', 'of column', 'totals'),
      node('Identity', ['W'], ['names']),
    ],
    outputs: [
      value('sum', tensorType(FLOAT, [typeof rows === 'string' ? 'n' : 1])),
      value('totals', tensorType(FLOAT, ['m'])),
      value('names', tensorType(FLOAT, [3])),
    ],
  });
}

const rows = (count: number): object => ({
  rows: Array.from({ length: count }, (_, i) => ({ a: i, b: 1, c: 1 })),
});

describe.skipIf(noRuntime)('outputs in rows', () => {
  let service: Awaited<ReturnType<typeof serveModel>>;
  beforeAll(async () => (service = await serveModel(table('N'))));
  afterAll(() => service?.stop());

  it('are those that the graph makes from the rows, says the card', async () => {
    const text = await readFile(path.join(service.project, 'model', 'card.json'), 'utf8');
    expect((JSON.parse(text) as Card).outputs.map(({ name, byRow }) => [name, byRow])).toEqual([
      ['sum', undefined],
      ['totals', undefined],
      ['names', false],
    ]);
  });

  it.each([1, 2, 3, 4])('are never guessed from their length: %i rows', async (count) => {
    const { status, body } = await predict(service.url, rows(count));
    expect(status).toBe(200);
    expect(body).toMatchObject({ rows: Array.from({ length: count }, (_, i) => ({ sum: i + 2 })) });
    const { rows: answered, notices } = body as { rows: object[]; notices: string[] };
    expect(answered.map((row) => Object.keys(row))).toEqual(Array.from({ length: count }, () => ['sum']));
    expect(notices.map((notice) => /"(\w+)"/.exec(notice)![1])).toEqual(['totals', 'names']);
  });

  it('leave the others whole where tensors are sent', async () => {
    const { body } = await predict(service.url, { inputs: [[1, 2, 3]] });
    expect(body).toEqual({ outputs: { sum: [6], totals: [1, 2, 3], names: [7, 8, 9] } });
  });

  it('are the only ones in the OpenAPI document of rows', async () => {
    const document = JSON.stringify(await (await fetch(`${service.url}/openapi.json`)).json());
    const ofRows = /"RowOutputs":(\{"type":"object","properties":\{"sum".*?"additionalProperties":false\})/;
    expect(ofRows.exec(document)?.[1]).toBeDefined();
    expect(ofRows.exec(document)![1]).not.toMatch(/totals|names/);
  });

  it('do not keep an output of fixed length from /v2, where requests are joined only if all are by row', async () => {
    const input = { name: 'X', datatype: 'FP32', shape: [3, 3], data: [1, 1, 1, 2, 2, 2, 3, 3, 3] };
    const answers = await Promise.all([1, 2, 3, 4].map(() => inferJson(service.model, [input])));
    for (const { outputs } of answers)
      expect(outputs.map(({ data }) => data)).toEqual([
        [3, 6, 9],
        [6, 6, 6],
        [7, 8, 9],
      ]);
  });
});

it.skipIf(noRuntime)('are proved by the first request that is answered, where no example was', async () => {
  const gather = model({
    metadata: { feature_names: '["number"]' },
    inputs: [value('X', tensorType(FLOAT, ['N', 1]))],
    initializers: [three('W'), three('less')],
    nodes: [
      node('Cast', ['X'], ['i'], { name: 'cast', attributes: [attribute('to', 2, field(3, 7))] }),
      node('Constant', [], ['offset'], { attributes: [attribute('value_int', 2, field(3, 1000))] }),
      node('Sub', ['i', 'offset'], ['place']),
      node('Gather', ['W', 'place'], ['found']),
    ],
    outputs: [value('found', tensorType(FLOAT, ['N', 1]))],
  });
  const service = await serveModel(gather);
  expect((await predict(service.url, { rows: [{ number: 1 }] })).status).toBe(422);
  for (const count of [1, 3]) {
    const { body } = await predict(service.url, {
      rows: Array.from({ length: count }, () => ({ number: 1002 })),
    });
    expect(body).toEqual({ rows: Array.from({ length: count }, () => ({ found: 9 })) });
  }
  await service.stop();
});

it.skipIf(noRuntime)('of a model that takes one row, all that it makes from it are in the row', async () => {
  const service = await serveModel(table(1));
  const { body } = await predict(service.url, rows(1));
  expect(body).toMatchObject({ rows: [{ sum: 2 }] });
  await service.stop();
});

describe.skipIf(noModels)('the labels of a classifier', () => {
  let service: Started;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    const folder = await emptyFolder();
    remove = folder.remove;
    const columns = path.join(folder.directory, 'columns.csv');
    await writeFile(columns, 'a,b,c,d\n');
    service = await serveModel(path.join(sharedModels, '../cases/fixed-class-labels.onnx'), {
      flags: { columns },
    });
  });
  afterAll(async () => {
    await service?.stop();
    await remove();
  });

  it.each([2, 3])('are not handed out row by row: %i rows', async (count) => {
    const row = { a: 5, b: 3, c: 1, d: 0 };
    const { body } = await predict(service.url, { rows: Array.from({ length: count }, () => row) });
    const answered = (body as { rows: object[] }).rows;
    expect(answered.map((one) => Object.keys(one))).toEqual(
      Array.from({ length: count }, () => ['label', 'probabilities']),
    );
  });
});
