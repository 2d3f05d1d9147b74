import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { inspect } from '../../../lib/formats/inspect.ts';
import { newFolder } from '../onnx/folders.ts';
import { flatBuffer, type Table } from './flatbuffer-writer.ts';
import { bytesOf, object, ops, pickle } from './pickle/streams.ts';

/** A model with a column of each kind: catboost/libs/model/flatbuffers/model.fbs. */
function cbm(kinds: Record<string, Table[]>): Buffer {
  const PLACES: Record<string, number> = { categorical: 4, numeric: 5, text: 12, embedding: 18 };
  const trees = Object.fromEntries(
    Object.entries(kinds).map(([kind, features]) => [PLACES[kind]!, features]),
  );
  const info = { 0: 'catboost_version_info', 1: 'tags/v1.2.10' };
  const core = flatBuffer({ 0: 'FlabuffersModel_v1', 1: trees, 2: [info] });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(core.length);
  return Buffer.concat([Buffer.from('CBM1'), length, core]);
}

const numeric = { 2: 0, 4: 'age' };
const other = (place: number, name: string): Table => ({ 0: 0, 1: place, 2: name });
const mixed = cbm({
  categorical: [other(1, 'plan')],
  numeric: [numeric],
  text: [other(2, 'review')],
  embedding: [other(3, 'picture')],
});
const MIXED = [
  { name: 'age', type: 'number' },
  { name: 'plan', type: null },
  { name: 'review', type: 'text' },
  { name: 'picture', type: null },
];

const pickled = (model: Buffer): Buffer =>
  pickle(object('catboost.core', 'CatBoostClassifier', [['__model', bytesOf(model)]]));
const inPipeline = (model: Buffer): Buffer => {
  const estimator = object('catboost.core', 'CatBoostClassifier', [['__model', bytesOf(model)]]);
  const step = Buffer.concat([ops('\x8c\x05model'), estimator, ops('\x86')]);
  return pickle(
    object('sklearn.pipeline', 'Pipeline', [['steps', Buffer.concat([ops(']'), step, ops('a')])]]),
  );
};

async function columnsOf(bytes: Buffer): Promise<unknown> {
  const file = path.join(newFolder(), 'model.bin');
  writeFileSync(file, bytes);
  const { source, convertible, problems } = await inspect(file);
  return { columns: source!.columns, convertible, problems: problems.map(({ code }) => code) };
}

it.each([
  ['of its own', mixed],
  ['of pickle', pickled(mixed)],
  ['of pickle, in a pipeline', inPipeline(mixed)],
])(
  'a model of CatBoost in a file %s tells the kinds of its columns, and is refused for them',
  async (_, bytes) => {
    expect(await columnsOf(bytes)).toEqual({
      columns: MIXED,
      convertible: false,
      problems: ['model-categorical'],
    });
  },
);

it('columns that are all categorical are not numbers', async () => {
  const bytes = pickled(cbm({ categorical: [other(0, 'plan'), other(1, 'region')] }));
  expect(await columnsOf(bytes)).toMatchObject({
    columns: [
      { name: 'plan', type: null },
      { name: 'region', type: null },
    ],
    convertible: false,
  });
});

it('columns of numbers alone are exported', async () => {
  expect(await columnsOf(pickled(cbm({ numeric: [numeric] })))).toEqual({
    columns: [{ name: 'age', type: 'number' }],
    convertible: true,
    problems: [],
  });
});
