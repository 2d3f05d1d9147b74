import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCard } from '../../src/card.ts';
import { readConfig } from '../../src/config.ts';
import { Pool } from '../../src/serving/inference/pool.ts';
import { createLog } from '../../src/serving/log.ts';
import { createMetrics } from '../../src/serving/metrics.ts';

test('a request alone has the worker whose runs use the most threads', async (context) => {
  const config = { ...readConfig({}, readCard()), threads: [2, 1] };
  const pool = new Pool(config, createLog('silent'), createMetrics(), () => {});
  await pool.load();
  context.after(() => pool.release());
  const [first, second] = [pool.take(), pool.take()];
  assert.deepEqual([first.threads, second.threads, pool.hasIdle], [2, 1, false]);
  for (const order of [
    [first, second],
    [second, first],
  ]) {
    for (const worker of order) pool.giveBack(worker);
    assert.deepEqual([pool.take(), pool.take()], [first, second]);
  }
  pool.giveBack(first);
  await first.release(); // Its thread ends.
  while (!pool.hasIdle) await sleep(10);
  assert.equal(pool.take().threads, 2);
});

test('a worker that ends has a successor, and whoever still asks it gets 503', async (context) => {
  const card = readCard();
  const metrics = createMetrics();
  const pool = new Pool(readConfig({}, card), createLog('silent'), metrics, () => {});
  await pool.load();
  context.after(() => pool.release());

  const worker = pool.take();
  assert.equal(pool.hasIdle, false);
  await worker.release(); // Its thread ends.
  await assert.rejects(worker.run([], card.outputs), { status: 503, headers: { 'Retry-After': '1' } });
  while (!pool.hasIdle) await sleep(10);
  assert.deepEqual([...pool.workers], [pool.take()]);
  assert.equal(pool.workers.has(worker), false);
  assert.equal((await metrics.workerRestarts.get()).values[0]!.value, 1);
});
