import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { inspect, type Inspection } from '../../../../lib/formats/inspect.ts';
import { newFolder } from '../../onnx/folders.ts';
import { zipOf } from '../other/files.ts';
import { forest, name, object, ops, pickle, pipeline, scaler, text } from './streams.ts';

async function read(bytes: Buffer): Promise<Inspection> {
  const file = path.join(newFolder(), 'model.bin');
  writeFileSync(file, bytes);
  return inspect(file);
}

const dict = (key: string, value: Buffer): Buffer => Buffer.concat([ops('}('), text(key), value, ops('u')]);
const list = (...values: Buffer[]): Buffer => Buffer.concat([ops('('), ...values, ops('l')]);

it('models are found in bundles of bundles', async () => {
  const nested = dict('v1', dict('models', list(pipeline, dict('second', forest))));
  expect(await read(pickle(nested))).toMatchObject({
    convertible: true,
    source: {
      model:
        '{v1.models: Pipeline(StandardScaler, RandomForestClassifier), v1.models.second: RandomForestClassifier}',
      classes: ['no', 'yes'],
    },
  });
});

it('what a function of a library gives is no model', async () => {
  const called = pickle(name('sklearn.utils.validation', 'check_array'), ops('K\x01\x85R'));
  expect(await read(called)).toMatchObject({ convertible: false, problems: [{ code: 'model-is-data' }] });
});

it.each(['DBSCAN', 'OPTICS'])('%s has no answer for rows of others', async (estimator) => {
  const module = `sklearn.cluster._${estimator.toLowerCase()}`;
  const { convertible, problems } = await read(pickle(object(module, estimator, [['eps', ops('K\x01')]])));
  expect({ convertible, code: problems[0]!.code }).toEqual({
    convertible: false,
    code: 'estimator-not-convertible',
  });
  expect(problems[0]!.message).toContain(estimator);
});

it.each([
  ['model_selection._classification_threshold', 'FixedThresholdClassifier', 'estimator_'],
  ['feature_selection._rfe', 'RFE', 'estimator_'],
])('the classes of %s are those of the estimator in it', async (module, estimator, attribute) => {
  const { source } = await read(pickle(object(`sklearn.${module}`, estimator, [[attribute, forest]])));
  expect(source!.classes).toEqual(['no', 'yes']);
});

it('a slice takes columns by their places', async () => {
  const slice = Buffer.concat([name('builtins', 'slice'), ops('K\x00K\x01N\x87R')]);
  const columns = object('sklearn.compose._column_transformer', 'ColumnTransformer', [
    ['transformers_', list(Buffer.concat([text('scale'), scaler, slice, ops('\x87')]))],
    ['feature_names_in_', list(text('age'), text('note'))],
  ]);
  expect((await read(pickle(columns))).source!.columns).toEqual([
    { name: 'age', type: 'number' },
    { name: 'note', type: null },
  ]);
});

it('skops: numbers that JSON has no word for', async () => {
  const schema = {
    __class__: 'Ridge',
    __module__: 'sklearn.linear_model._ridge',
    __loader__: 'ObjectNode',
    content: {
      __class__: 'dict',
      __module__: 'builtins',
      __loader__: 'DictNode',
      content: { tol: { __class__: 'str', __module__: 'builtins', __loader__: 'JsonNode', content: 'NaN' } },
    },
  };
  const bytes = zipOf([['schema.json', Buffer.from(JSON.stringify(schema))]]);
  expect(await read(bytes)).toMatchObject({ convertible: true, source: { model: 'Ridge' } });
});

const evil = pickle(name('posix', 'system'), text('touch PWNED'), ops('\x85R'));
it.each([
  ['in capitals', [['a/DATA.PKL', evil]], 'posix.system'],
  [
    'behind one whose name differs in its case alone',
    [
      ['a/data.pkl', pickle(ops('}'))],
      ['a/DATA.pkl', evil],
    ],
    'the archive holds a/DATA.pkl twice',
  ],
  [
    'behind one of the same name',
    [
      ['a/data.pkl', pickle(ops('}'))],
      ['a/data.pkl', evil],
    ],
    'the archive holds a/data.pkl twice',
  ],
] as [string, [string, Buffer][], string][])('a pickle of PyTorch %s is told', async (_, members, told) => {
  const { convertible, problems } = await read(zipOf(members));
  expect(convertible).toBe(false);
  expect(problems[0]!.message).toContain(told);
});
