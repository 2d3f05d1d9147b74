import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../lib/errors.ts';
import { readModel } from '../../../../lib/onnx/model/model.ts';
import { operatorCounts } from '../../../../lib/onnx/judge/operators.ts';
import { newFolder, saved } from '../folders.ts';
import { field, model, node, sequenceOfMaps, tensor, tensorType, value } from '../onnx-writer.ts';

async function codeOf(file: string): Promise<string> {
  return await readModel(file).then(
    () => 'none',
    (error: unknown) => (error instanceof UserError ? error.code : Promise.reject(error as Error)),
  );
}

describe('a model', () => {
  it('tells its versions, producer, description and metadata', async () => {
    const more = [field(3, '1.2'), field(6, 'What it does.')];
    const bytes = model({
      opsets: [
        ['', 17],
        ['ai.onnx.ml', 3],
      ],
      metadata: { author: 'A', __proto__x: '' },
      more,
    });
    expect(await readModel(saved(bytes))).toMatchObject({
      bytes: bytes.length,
      irVersion: 8,
      opsets: { 'ai.onnx': 17, 'ai.onnx.ml': 3 },
      producer: 'test',
      producerVersion: '1.2',
      description: 'What it does.',
      metadata: { author: 'A', __proto__x: '' },
    });
  });

  it('tells every kind of shape apart', async () => {
    const shapes = [['N', 3], [null, -1], ['', -7], [], undefined] as (null | string | number)[][];
    const inputs = shapes.map((shape, i) => value(`i${i}`, tensorType(1, shape)));
    const read = await readModel(saved(model({ inputs })));
    expect(read.inputs.map(({ shape }) => shape)).toEqual([['N', 3], [-1, -1], [-1, -1], [], null]);
  });

  it('tells tensors from everything else', async () => {
    const types = [
      tensorType(7, [1]),
      sequenceOfMaps,
      field(5, []),
      field(9, []),
      field(8, [field(1, 1)]),
      undefined,
    ];
    const read = await readModel(saved(model({ outputs: types.map((type, i) => value(`o${i}`, type)) })));
    expect(read.outputs.map(({ kind, elementType }) => [kind, elementType])).toEqual([
      ['tensor', 7],
      ['sequence', 0],
      ['map', 0],
      ['optional', 0],
      ['sparse_tensor', 1],
      ['undeclared', 0],
    ]);
  });

  it('does not count overridable initializers as inputs', async () => {
    const inputs = ['X', 'W'].map((name) => value(name, tensorType(1, [1])));
    const read = await readModel(saved(model({ inputs, initializers: [tensor('W')] })));
    expect(read.inputs.map(({ name }) => name)).toEqual(['X']);
  });

  it('names an output once that is declared twice', async () => {
    const outputs = [value('Y', tensorType(1)), value('Y', tensorType(1))];
    expect((await readModel(saved(model({ outputs })))).outputs).toHaveLength(1);
  });

  it('counts the operators of bodies and functions too', async () => {
    const body = field(6, [field(1, node('Add', ['X', 'X'], ['s']))]);
    const own = field(25, [field(1, 'Twice'), field(7, node('Add', ['a', 'a'], ['b'])), field(10, 'my.own')]);
    const nodes = [
      node('If', ['c'], ['Y'], { attributes: [body] }),
      node('Twice', ['X'], ['t'], { domain: 'my.own' }),
    ];
    const read = await readModel(saved(model({ nodes, more: [own] })));
    expect(Object.fromEntries(operatorCounts(read))).toEqual({ If: 1, Add: 2, 'my.own.Twice': 1 });
    expect(read.functions.map(({ domain, name }) => [domain, name])).toEqual([['my.own', 'Twice']]);
  });

  it('finds external data of initializers and of constants', async () => {
    const constant = field(5, tensor('c', { location: 'b.bin' }));
    const nodes = [node('Identity', ['X'], ['Y']), node('Constant', [], ['c'], { attributes: [constant] })];
    const initializers = [
      tensor('v', { location: 'a.bin', offset: '0', length: '4' }),
      tensor('w', { location: 'a.bin', offset: '20' }),
    ];
    expect((await readModel(saved(model({ nodes, initializers })))).externalData).toEqual([
      { location: 'b.bin', bytes: 4, tensor: 'c' },
      { location: 'a.bin', bytes: 24, tensor: 'v' },
    ]);
  });
});

describe('a file that is not a model', () => {
  it.each<[string, () => string, string]>([
    ['is not there', () => path.join(newFolder(), 'none.onnx'), 'model-not-found'],
    ['is a folder', () => newFolder(), 'model-not-a-file'],
    ['is empty', () => saved(''), 'model-empty'],
    ['is text', () => saved('hello, world\n'), 'model-not-onnx'],
    ['is a PNG image', () => saved(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')), 'model-not-onnx'],
    ['is a protobuf message without a graph', () => saved(field(1, 8)), 'model-not-onnx'],
    ['is noise', () => saved(Buffer.from('fffefdfcfbfaf9f8f7f6', 'hex')), 'model-not-onnx'],
    ['is cut off', () => saved(model().subarray(0, 60)), 'model-truncated'],
    [
      'is damaged inside',
      () => saved(Buffer.concat([field(1, 8), field(7, Buffer.from([0x0a, 99]))])),
      'model-malformed',
    ],
    ['nests graphs without end', () => saved(model({ nodes: [nested(40)] })), 'model-too-complex'],
  ])('is refused because it %s', async (_, file, code) => {
    expect(await codeOf(file())).toBe(code);
  });

  it('is refused where a path leads through a file', async () => {
    const file = saved(model());
    expect(await codeOf(path.join(file, 'model.onnx'))).toBe('model-not-found');
    mkdirSync(path.join(path.dirname(file), 'folder'));
    expect(await codeOf(path.join(path.dirname(file), 'folder'))).toBe('model-not-a-file');
  });
});

/** A node with a body with a node with a body, `depth` deep. */
function nested(depth: number): Buffer {
  const attributes = depth === 0 ? [] : [field(6, [field(1, nested(depth - 1))])];
  return node('If', ['X'], ['Y'], { attributes });
}
