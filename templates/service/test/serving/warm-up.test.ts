import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Card } from '../../src/card.ts';
import type { Run } from '../../src/serving/inference/model.ts';
import { warmUp, warmUpAsBefore } from '../../src/serving/inference/warm-up.ts';
import { Problem } from '../../src/serving/problems.ts';
import type { Tensor } from '../../src/serving/tensors/tensor.ts';

const input = { name: 'x', datatype: 'INT64', shape: ['N'] };
const made = { inputs: { x: [1] } };

function card(example: Record<string, unknown>, exampleOrigin: string): Card {
  return { inputs: [input], outputs: [input], example, exampleOrigin } as unknown as Card;
}

/** A model that gives back what it takes, and the inputs that it was run with. */
function model(takes: (values: bigint[]) => boolean) {
  const runs: string[] = [];
  const run = (inputs: Tensor[]): Promise<Run> => {
    const values = [...(inputs[0]!.data as BigInt64Array)];
    runs.push(values.join());
    if (!takes(values)) return Promise.reject(new Problem(422, `rejected ${values.join()}`));
    return Promise.resolve({ outputs: inputs, seconds: 0 });
  };
  return { runs, run };
}

test('the example of the card is the only one that is run, where the model answers it', async () => {
  const { runs, run } = model(() => true);
  const { example, rejection } = await warmUp(card(made, 'signature'), run);
  assert.deepEqual([runs, example!.body, rejection], [['1'], made, undefined]);
});

test('others follow where it was made up and is rejected; the first that is answered is the example', async () => {
  const { run } = model((values) => values.length === 3 && values[0] === 0n);
  const { example, rejection } = await warmUp(card(made, 'signature'), run);
  assert.deepEqual(example!.body, { inputs: { x: [0, 0, 0] } });
  assert.deepEqual(example!.request.inputs[0]!.shape, [3]);
  assert.equal(rejection!.message, 'rejected 1');
});

test('an example of somebody’s own is not replaced', async () => {
  const { runs, run } = model(() => false);
  const { example, rejection } = await warmUp(card({ inputs: [7, 8] }, 'example.json'), run);
  assert.deepEqual([runs, example, rejection!.message], [['7,8'], undefined, 'rejected 7,8']);
});

test('another one is found where the card has none that fits', async () => {
  const { run } = model(() => true);
  const { example } = await warmUp(card({ inputs: { x: 'nothing' } }, 'signature'), run);
  assert.deepEqual(example!.body, made);
});

test('a tensor that is too long to be shown is run all the same', async () => {
  const long = { ...input, datatype: 'UINT8', shape: [1_000_001] };
  const { run } = model(() => true);
  const { example } = await warmUp({ ...card({ inputs: { x: [] } }, 'signature'), inputs: [long] }, run);
  assert.equal(example!.body, undefined);
  assert.equal(example!.request.inputs[0]!.data.length, 1_000_001);
});

test('the search ends with the first run after two seconds', async (context) => {
  let clock = 0;
  context.mock.method(performance, 'now', () => clock);
  const { runs, run } = model(() => (clock += 500) < 0);
  await warmUp(card(made, 'signature'), run);
  assert.equal(runs.length, 5);
});

test('an error that is not a rejection is the model’s, or ends the search', async () => {
  await assert.rejects(
    warmUp(card(made, 'signature'), () => Promise.reject(new Error('broken'))),
    /broken/,
  );
  let count = 0;
  const dying = () => Promise.reject(++count === 3 ? new Problem(503, 'gone') : new Problem(422, 'no'));
  const { rejection } = await warmUp(card(made, 'signature'), dying);
  assert.deepEqual([count, rejection!.message], [3, 'no']);
});

test('what was found once takes one run', async () => {
  const first = model((values) => values.length === 3 && values[0] === 0n);
  const found = await warmUp(card(made, 'signature'), first.run);
  const again = model((values) => values.length === 3 && values[0] === 0n);
  const { attempt, rejection } = found;
  const known = { attempt: attempt!, rejection: rejection!.message };
  assert.deepEqual(await warmUpAsBefore(card(made, 'signature'), known, again.run), found);
  assert.ok(first.runs.length > 1);
  assert.equal(again.runs.length, 1);
});

test('where none was answered, one run warms up', async () => {
  const { runs, run } = model(() => false);
  const known = { attempt: null, rejection: 'none' };
  const found = await warmUpAsBefore(card(made, 'signature'), known, run);
  assert.deepEqual([found!.example, found!.rejection!.message, runs.length], [undefined, 'none', 1]);
});

test('what is otherwise after all is found anew', async () => {
  const rejecting = () => Promise.reject(new Problem(422, 'no'));
  assert.equal(await warmUpAsBefore(card(made, 'signature'), { attempt: 0 }, rejecting), undefined);
  assert.equal(await warmUpAsBefore(card(made, 'signature'), { attempt: 9999 }, rejecting), undefined);
  const { run } = model(() => true);
  assert.equal(await warmUpAsBefore(card(made, 'signature'), { attempt: null }, run), undefined);
});
