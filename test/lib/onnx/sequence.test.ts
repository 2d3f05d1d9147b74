import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelCard } from '../../../lib/onnx/card/make.ts';
import type { Card } from '../../../lib/onnx/card/card.ts';
import { requireServable, writeServable } from '../../../lib/onnx/servable.ts';
import { lacks, sharedModels } from '../../skip.ts';
import { attribute } from './bodies.ts';
import { newFolder, saved } from './folders.ts';
import { field, model, type ModelParts, node, tensorType, value, varint } from './onnx-writer.ts';
import { runtime, type RuntimeTensor } from './runtime.ts';

const noRuntime = await lacks('runtime');
const noModels = noRuntime || (await lacks('models'));
const sequence = (type: Buffer): Buffer => field(4, [field(1, [type])]);

/** The card of a model, and what the runtime gives for it as it will be served. */
async function served(
  file: string,
  feeds: Record<string, [type: string, data: unknown[], dims: number[]]>,
): Promise<{ card: Card; outputs: Record<string, RuntimeTensor> }> {
  const read = await requireServable(file);
  const target = path.join(newFolder(), 'model.onnx');
  await writeServable(read, file, target);
  const { InferenceSession, Tensor } = runtime();
  const session = await InferenceSession.create(target, { logSeverityLevel: 4 });
  const tensors = Object.entries(feeds).map(([name, args]) => [name, new Tensor(...args)]);
  const outputs = await session.run(Object.fromEntries(tensors));
  await session.release();
  return { card: modelCard(read, { file: 'model.onnx', origin: 'file', sha256: '' }), outputs };
}

/** What the outputs hold, by name. */
function contents(outputs: Record<string, RuntimeTensor>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { dims, data }]) => [name, [dims, Array.from(data, Number)]]),
  );
}

/** X [2, 5] of 0 to 9, and its parts along an axis. */
function split(
  attributes: Buffer[],
  more: ModelParts = {},
  inputs = ['X'],
): Promise<{
  card: Card;
  outputs: Record<string, RuntimeTensor>;
}> {
  const bytes = model({
    inputs: [value('X', tensorType(1, [2, 5]))],
    nodes: [node('SplitToSequence', inputs, ['S'], { attributes })],
    outputs: [value('S', sequence(tensorType(1)))],
    ...more,
  });
  return served(saved(bytes), { X: ['float32', Array.from({ length: 10 }, (_, i) => i), [2, 5]] });
}

const axis = attribute('axis', 2, field(3, 1));
const keepdims = attribute('keepdims', 2, field(3, 0));
/** An initializer `lengths` of INT64. */
const lengths = (values: number[], isList = true): Buffer =>
  Buffer.concat([
    ...(isList ? [field(1, values.length)] : []),
    field(2, 7),
    field(7, Buffer.from(values.flatMap(varint))),
    field(8, 'lengths'),
  ]);

describe.skipIf(noRuntime)('a sequence of tensors', () => {
  it('made by SequenceConstruct is the tensors that it is made of', async () => {
    const bytes = model({
      nodes: [node('Neg', ['X'], ['n']), node('SequenceConstruct', ['X', 'n'], ['S'])],
      outputs: [value('S', sequence(tensorType(1)))],
    });
    const { card, outputs } = await served(saved(bytes), { X: ['float32', [1, 2, 3], [1, 3]] });
    expect(card.outputs).toEqual([
      { name: 'S_0', datatype: 'FP32', shape: ['N', 3], sequence: 'S' },
      { name: 'S_1', datatype: 'FP32', shape: null, sequence: 'S' },
    ]);
    expect(contents(outputs)).toEqual({
      S_0: [
        [1, 3],
        [1, 2, 3],
      ],
      S_1: [
        [1, 3],
        [-1, -2, -3],
      ],
    });
  });

  it('takes no name that the graph has already', async () => {
    const bytes = model({
      nodes: [node('Neg', ['X'], ['S_0']), node('SequenceConstruct', ['X', 'S_0'], ['S'])],
      outputs: [value('S', sequence(tensorType(1)))],
    });
    const { outputs } = await served(saved(bytes), { X: ['float32', [1, 2, 3], [1, 3]] });
    expect(Object.keys(outputs)).toEqual(['S_0_', 'S_1']);
  });

  it('stays where something else reads it', async () => {
    const place = Buffer.concat([field(2, 7), field(7, Buffer.from([1])), field(8, 'one')]);
    const bytes = model({
      nodes: [
        node('Neg', ['X'], ['n']),
        node('SequenceConstruct', ['X', 'n'], ['S']),
        node('SequenceAt', ['S', 'one'], ['Y']),
      ],
      initializers: [place],
      outputs: [value('Y', tensorType(1)), value('S', sequence(tensorType(1)))],
    });
    const { outputs } = await served(saved(bytes), { X: ['float32', [1, 2, 3], [1, 3]] });
    expect(contents(outputs)).toMatchObject({
      Y: [
        [1, 3],
        [-1, -2, -3],
      ],
      S_1: [
        [1, 3],
        [-1, -2, -3],
      ],
    });
  });

  it('made by SplitToSequence is one tensor for each place of the axis', async () => {
    const { card, outputs } = await split([axis, keepdims]);
    expect(card.outputs.map(({ shape }) => shape)).toEqual([[2], [2], [2], [2], [2]]);
    expect(contents(outputs)).toMatchObject({ S_0: [[2], [0, 5]], S_4: [[2], [4, 9]] });
  });

  it('keeps the axis where the operator does', async () => {
    expect(contents((await split([axis])).outputs)).toMatchObject({
      S_3: [
        [2, 1],
        [3, 8],
      ],
    });
  });

  it('has the lengths that it is split by, the last one less', async () => {
    const more = { initializers: [lengths([2], false)] };
    const { card, outputs } = await split([axis], more, ['X', 'lengths']);
    expect(card.outputs.map(({ shape }) => shape)).toEqual([
      [2, 2],
      [2, 2],
      [2, 1],
    ]);
    expect(contents(outputs)).toMatchObject({
      S_1: [
        [2, 2],
        [2, 3, 7, 8],
      ],
      S_2: [
        [2, 1],
        [4, 9],
      ],
    });
  });

  it('has the lengths of a list, of a Constant, too', async () => {
    const constant = node('Constant', [], ['lengths'], {
      attributes: [attribute('value', 4, field(5, lengths([1, 4])))],
    });
    const nodes = [constant, node('SplitToSequence', ['X', 'lengths'], ['S'], { attributes: [axis] })];
    const { outputs } = await split([], { nodes });
    expect(contents(outputs)).toMatchObject({
      S_0: [
        [2, 1],
        [0, 5],
      ],
      S_1: [
        [2, 4],
        [1, 2, 3, 4, 6, 7, 8, 9],
      ],
    });
  });

  it('is left out where only a run tells how many there are', async () => {
    const nodes = [node('SplitToSequence', ['X'], ['S']), node('Neg', ['X'], ['Y'])];
    const outputs = [value('Y', tensorType(1)), value('S', sequence(tensorType(1)))];
    const read = await requireServable(saved(model({ nodes, outputs })));
    const card = modelCard(read, { file: 'model.onnx', origin: 'file', sha256: '' });
    expect(card.omitted).toMatchObject([{ name: 'S', type: 'SEQUENCE' }]);
  });
});

it.skipIf(noModels)(
  'the probabilities of a MultiOutputClassifier are a tensor for each of its targets',
  async () => {
    const file = path.join(sharedModels, '../cases/multi-output-classifier.onnx');
    const { card, outputs } = await served(file, { X: ['float32', [0, 1, 2, 3, 4, 5], [2, 3]] });
    expect(card.omitted).toEqual([]);
    expect(card.outputs.map(({ name, shape }) => [name, shape])).toEqual([
      ['label', [-1, 3]],
      ['probabilities_0', [-1, -1]],
      ['probabilities_1', [-1, -1]],
      ['probabilities_2', [-1, -1]],
    ]);
    for (const target of [0, 1, 2]) {
      const { dims, data } = outputs[`probabilities_${target}`]!;
      expect(dims).toEqual([2, 2]);
      for (const row of [0, 1]) expect(Number(data[2 * row]) + Number(data[2 * row + 1])).toBeCloseTo(1, 5);
    }
  },
);
