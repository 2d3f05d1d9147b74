import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Card } from '../../src/card.ts';
import { proveRows } from '../../src/serving/inference/rows.ts';
import { Problem } from '../../src/serving/problems.ts';
import { predictAnswer } from '../../src/serving/predict/answer.ts';
import type { Tensor } from '../../src/serving/tensors/tensor.ts';

const floats = (name: string, shape: number[], byRow?: boolean): Tensor => {
  const data = new Float32Array(shape.reduce((product, length) => product * length, 1));
  return { name, datatype: 'FP32', shape, data, ...(byRow !== undefined && { byRow }) };
};
const output = (name: string, byRow?: false) => ({
  name,
  datatype: 'FP32',
  shape: ['N'],
  ...(byRow === false && { byRow }),
});

/** A table of two columns, whose model gives `value` [rows], `sums` [2] and `labels` [rows]. */
const card = {
  columns: [{ name: 'a' }, { name: 'b' }],
  inputs: [{ name: 'x', datatype: 'FP32', shape: ['N', 2] }],
  outputs: [output('value'), output('sums'), output('labels', false)],
} as unknown as Card;
const model = ([x]: Tensor[]) => {
  const rows = x!.shape[0]!;
  return Promise.resolve([floats('value', [rows]), floats('sums', [2]), floats('labels', [rows])]);
};

test('outputs are by row where the graph says so and two numbers of rows prove it', async () => {
  assert.deepEqual(await proveRows(card, [floats('x', [1, 2])], model), new Set(['value']));
});

test('no output of a model that takes no other rows is by row, and nothing is known of one that takes no tables', async () => {
  const refuse = () => Promise.reject(new Problem(422, 'No such rows.'));
  assert.deepEqual(await proveRows(card, [floats('x', [1, 2])], refuse), new Set());
  const fail = () => Promise.reject(new Problem(503, 'A worker ended in the middle of its work.'));
  await assert.rejects(proveRows(card, [floats('x', [1, 2])], fail), { status: 503 });
  const { columns, ...tensors } = card;
  assert.ok(columns);
  const inputs = [{ ...card.inputs[0]!, shape: [-1, 2, 2] }];
  assert.equal(await proveRows({ ...tensors, inputs }, [floats('x', [1, 2, 2])], model), undefined);
});

test('an output has values in the rows where that was proved, never by its length alone', () => {
  const outputs = [floats('value', [2], true), floats('sums', [2])];
  const answer = predictAnswer({ outputs: card.outputs.slice(0, 2), rows: 2 }, outputs);
  assert.deepEqual(answer.rows, [{ value: 0 }, { value: 0 }]);
  assert.deepEqual(answer.notices, [
    '"sums" is left out: it has no value for each row. Ask for it with "inputs".',
  ]);
});
