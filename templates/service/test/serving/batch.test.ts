import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Card } from '../../src/card.ts';
import { areAlike, join, rowsOf, split } from '../../src/serving/inference/batch.ts';
import type { Run } from '../../src/serving/inference/model.ts';
import { proveBatching } from '../../src/serving/inference/proof.ts';
import type { Tensor } from '../../src/serving/tensors/tensor.ts';

const floats = (shape: number[], data: number[]): Tensor => ({
  name: 'x',
  datatype: 'FP32',
  shape,
  data: Float32Array.from(data),
});

test('requests are joined and their answers taken apart again', () => {
  const requests = [[floats([1, 2], [1, 2])], [floats([2, 2], [3, 4, 5, 6])]];
  const joined = join(requests);
  assert.deepEqual(joined, [floats([3, 2], [1, 2, 3, 4, 5, 6])]);
  assert.deepEqual(split(joined, [1, 2]), requests);
  assert.equal(split(joined, [1, 1]), undefined);
});

test('only requests with the same shapes below the rows, and the same outputs, share a run', () => {
  const asked = (shape: number[], output: string) => ({
    inputs: [floats(shape, [])],
    outputs: [{ name: output }],
  });
  assert.ok(areAlike(asked([1, 4], 'y'), asked([7, 4], 'y')));
  assert.ok(!areAlike(asked([1, 4], 'y'), asked([1, 5], 'y')));
  assert.ok(!areAlike(asked([1, 4], 'y'), asked([1, 4, 1], 'y')));
  assert.ok(!areAlike(asked([1, 4], 'y'), asked([1, 4], 'z')));
  assert.equal(rowsOf([floats([2, 1], []), floats([3, 1], [])]), 0);
});

test('batches are refused where rows influence each other', async () => {
  const tensor = { name: 'x', datatype: 'FP32', shape: ['N'] };
  const card = { inputs: [tensor], outputs: [tensor] } as unknown as Card;
  const by =
    (model: (values: Float32Array) => Float32Array) =>
    (inputs: Tensor[]): Promise<Run> => {
      const outputs = inputs.map((input) => ({ ...input, data: model(input.data as Float32Array) }));
      return Promise.resolve({ outputs, seconds: 0.001 });
    };
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const example = [floats([1], [0.5])];
  const doubled = await proveBatching(
    card,
    example,
    by((values) => values.map((value) => 2 * value)),
  );
  assert.equal(doubled.batching, true);
  const centred = await proveBatching(
    card,
    example,
    by((values) => values.map((value) => value - mean(values))),
  );
  assert.deepEqual(centred, { batching: false, reason: 'rows that are joined change each other\'s "x"' });
});
