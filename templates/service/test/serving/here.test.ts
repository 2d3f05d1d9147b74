import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isShort, mostBytes, mostRows } from '../../src/serving/inference/pace.ts';
import { Here } from '../../src/serving/inference/here.ts';
import { createLog } from '../../src/serving/log.ts';
import { createMetrics } from '../../src/serving/metrics.ts';
import type { Tensor } from '../../src/serving/tensors/tensor.ts';

const pace = { load: 0.05, example: 0.00003, longest: 0.0001, bytes: 1024 };
const tensor = (bytes: number): Tensor => ({
  name: 'x',
  datatype: 'UINT8',
  shape: [bytes],
  data: new Uint8Array(bytes),
});

test('a model is short where its runs and its loading are, also with as many rows as are joined', () => {
  assert.ok(isShort(pace));
  assert.ok(!isShort({ ...pace, load: 1 }));
  assert.ok(!isShort({ ...pace, example: 0.002 }));
  assert.ok(!isShort({ ...pace, longest: 0.01 }));
  assert.equal(mostBytes({ ...pace, longest: 0.005 }), 1024);
  assert.equal(mostBytes({ ...pace, longest: 0.0025 }), 2048);
});

test('long runs share no more than what makes them worth it', () => {
  assert.equal(mostRows({ ...pace, example: 0.0001 }), 100);
  assert.equal(mostRows({ ...pace, example: 0.004 }), 2);
  assert.equal(mostRows({ ...pace, example: 1 }), 1);
});

test('requests with much are for the workers; three long runs in a row send everything there', async (context) => {
  const metrics = createMetrics();
  const here = new Here(createLog('silent'), metrics, () => {});
  assert.ok(!here.takes([tensor(1)]));
  const model = await here.load(pace);
  context.after(() => here.release());
  const runsHere = async () => (await metrics.runsHere.get()).values[0]!.value;
  assert.ok(here.takes([tensor(1024)]));
  assert.ok(!here.takes([tensor(1024 * 1024)]));
  assert.equal(await runsHere(), 1);

  context.mock.timers.enable({ apis: ['setTimeout'] });
  for (const longRuns of [1, 2, 0, 1, 2, 3]) {
    assert.ok(here.hasIdle);
    assert.equal(here.take(), model);
    assert.ok(!here.hasIdle);
    model.longRuns = longRuns;
    here.giveBack(model);
    assert.equal(here.takes([tensor(1)]), longRuns < 3);
  }
  assert.equal(await runsHere(), 0);
  context.mock.timers.tick(60_000); // a quiet minute
  assert.ok(here.takes([tensor(1)]));
  assert.equal(await runsHere(), 1);
});
