import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Card, CardTensor } from '../../src/card.ts';
import { candidates } from '../../src/serving/inference/candidates.ts';
import { predictBody } from '../../src/serving/predict/body.ts';
import { readPredictRequest } from '../../src/serving/predict/request.ts';

const floats = (name: string, shape: CardTensor['shape']): CardTensor => ({ name, datatype: 'FP32', shape });
const list = (length: number): CardTensor => ({ name: 'list', datatype: 'INT64', shape: [length] });

/** What is tried for these inputs: shapes and values of each. */
function tried(...inputs: CardTensor[]): string[] {
  return [...candidates({ inputs })].map((tensors) =>
    tensors.map(({ shape, data }) => `[${shape.join()}] ${data.slice(0, 4).join()}`).join(' | '),
  );
}

test('the first candidate is all ones, with free dimensions of 1', () => {
  const text = { name: 'words', datatype: 'BYTES', shape: ['N'] };
  const flag = { name: 'flag', datatype: 'BOOL', shape: [] };
  assert.equal(tried(floats('x', [-1, 2]), text, flag)[0], '[1,2] 1,1 | [1] text | [] 1');
});

test('no candidate comes twice, and every one is a request that POST /predict takes', () => {
  const datatypes = ['FP32', 'FP16', 'INT64', 'UINT8', 'BOOL', 'BYTES'];
  const inputs = datatypes.map((datatype) => ({ name: datatype, datatype, shape: ['N', -1, 2] }));
  const card = { inputs, outputs: [] } as unknown as Card;
  const all = [...candidates(card)];
  assert.equal(new Set(tried(...inputs)).size, all.length);
  for (const inputs of all.slice(0, 100)) {
    const request = readPredictRequest(predictBody(inputs, card), card);
    assert.deepEqual(request.inputs, inputs);
  }
});

test('dimensions of one name have one size in every candidate, nameless ones need not', () => {
  for (const [one, other] of candidates({ inputs: [floats('x', ['N', 2]), floats('y', [3, 'N'])] })) {
    assert.equal(one!.shape[0], other!.shape[1]);
  }
  const nameless = tried(floats('x', ['?', '?']));
  assert.ok(nameless.some((values) => values.startsWith('[1,512] ')));
  assert.ok(nameless.some((values) => values.startsWith('[64,64] ')));
});

test('free dimensions grow, but not to tensors that cost memory', () => {
  const sizes = tried(floats('image', ['N', 3, 'H', 'W'])).map((values) => values.split(' ')[0]);
  assert.ok(sizes.includes('[1,3,224,224]'));
  assert.ok(!sizes.includes('[1,3,512,512]'));
  const large = tried(floats('x', [1, 3, 640, 640]));
  assert.ok(large.length > 1 && large.every((values) => values.startsWith('[1,3,640,640] ')));
});

test('an unknown rank is tried as several', () => {
  const shapes = new Set(tried(floats('x', null)).map((values) => values.split(' ')[0]));
  for (const shape of ['[]', '[1]', '[1,1]', '[1,1,1,1]']) assert.ok(shapes.has(shape), shape);
});

test('a list of whole numbers is tried as indices, axes, a shape, and parts of a whole', () => {
  const values = tried(floats('x', [6, 4]), list(2)).map((candidate) => candidate.split('| ')[1]);
  for (const one of ['0,0', '0,1', '1,2', '-1,1', '6,0', '4,1', '1,6']) {
    assert.ok(values.includes(`[2] ${one}`), one);
  }
});

test('single values are tried equal, and growing from input to input', () => {
  const values = tried(floats('least', []), floats('most', []));
  for (const one of ['[] 0.5 | [] 0.5', '[] 2 | [] 2', '[] 0 | [] 0', '[] 1 | [] 2']) {
    assert.ok(values.includes(one), one);
  }
});
