import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../../lib/formats/inspect.ts';
import { newFolder, saved } from '../onnx/folders.ts';
import { field, model, sequenceOfMaps, tensorType, value } from '../onnx/onnx-writer.ts';

describe('inspect', () => {
  it('tells all that there is to know, without a hash', async () => {
    const bytes = model();
    const file = saved(bytes);
    expect(await inspect(file)).toEqual({
      file,
      bytes: bytes.length,
      irVersion: 8,
      opsets: { 'ai.onnx': 17 },
      producer: 'test',
      inputs: [{ name: 'X', datatype: 'FP32', shape: ['N', 3] }],
      outputs: [{ name: 'Y', datatype: 'FP32', shape: ['N', 3] }],
      servable: true,
      problems: [],
    });
  });

  it('adds the hash of the file where it is asked for', async () => {
    const bytes = model();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await inspect(saved(bytes), { hash: true })).toMatchObject({ sha256 });
  });

  it('names types that are no datatype of the protocol as ONNX does', async () => {
    const types = [
      tensorType(22, [2]),
      tensorType(16),
      sequenceOfMaps,
      field(5, []),
      field(9, []),
      field(8, []),
    ];
    const { inputs } = await inspect(saved(model({ inputs: types.map((type, i) => value(`i${i}`, type)) })));
    expect(inputs.map(({ datatype, shape }) => [datatype, shape])).toEqual([
      ['INT4', [2]],
      ['BFLOAT16', null],
      ['SEQUENCE', null],
      ['MAP', null],
      ['OPTIONAL', null],
      ['SPARSE_TENSOR', null],
    ]);
  });

  it('gives the object for what cannot be read, too', async () => {
    expect(await inspect(saved('hello\n'), { hash: true })).toMatchObject({
      bytes: 6,
      irVersion: null,
      opsets: {},
      inputs: [],
      outputs: [],
      servable: null,
      convertible: false,
      source: { format: 'other', framework: null, columns: [], calls: [] },
      problems: [{ code: 'model-not-onnx', hint: expect.stringContaining('.onnx') as string }],
      sha256: createHash('sha256').update('hello\n').digest('hex'),
    });
    expect(await inspect(path.join(newFolder(), 'none'), { hash: true })).toMatchObject({
      bytes: 0,
      problems: [{ code: 'model-not-found' }],
    });
  });

  const safetensors = (tensor: object): Buffer => {
    const text = Buffer.from(JSON.stringify({ x: { shape: [1], data_offsets: [0, 4], ...tensor } }));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    return Buffer.concat([length, text, Buffer.alloc(4)]);
  };
  const xgboost = (parameters: object, version: unknown[] = [2, 1, 0]): string =>
    JSON.stringify({
      learner: {
        gradient_booster: { name: 'gbtree' },
        objective: { name: 'reg:squarederror' },
        learner_model_param: parameters,
      },
      version,
    });

  it.each([
    ['safetensors', safetensors({ shape: [{}] })],
    ['safetensors', safetensors({ data_offsets: [0, {}] })],
    ['xgboost-json', xgboost({ num_feature: {} })],
    ['xgboost-json', xgboost({ num_target: [{}] })],
    ['xgboost-json', xgboost({}, [{}])],
    [
      'catboost-json',
      '{"features_info":{"float_features":[{"flat_feature_index":{}}]},"oblivious_trees":[]}',
    ],
  ])('reads %s with an object where a number is due', async (format, bytes) => {
    expect(await inspect(saved(bytes))).toMatchObject({ source: { format } });
  });
});
