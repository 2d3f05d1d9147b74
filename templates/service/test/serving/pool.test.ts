import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCard } from '../../src/card.ts';
import { readConfig } from '../../src/config.ts';
import { Pool } from '../../src/serving/inference/pool.ts';
import { createLog } from '../../src/serving/log.ts';
import { createMetrics } from '../../src/serving/metrics.ts';

test('a request alone has the worker with the most threads, those that come together have the others', async (context) => {
  const config = { ...readConfig({}, readCard()), threads: [2, 1, 1] };
  const pool = new Pool(config, createLog('silent'), createMetrics(), () => {});
  await pool.load();
  context.after(() => pool.release());

  const alone = pool.take();
  const pair = [pool.take(), pool.take()] as const;
  assert.deepEqual([alone.threads, ...pair.map(({ threads }) => threads)], [2, 1, 1]);
  assert.ok(!pool.hasIdle);
  pool.giveBack(alone);
  assert.ok(!pool.hasIdle, 'others are running');
  pool.giveBack(pair[0]);
  assert.equal(pool.take(), pair[0]);
  for (const worker of pair) pool.giveBack(worker);
  assert.equal(pool.take(), alone);
  await alone.release(); // Its thread ends, and has a successor.
  while (pool.workers.size < 3) await sleep(10);
  assert.equal(pool.take().threads, 2);
});

test('workers of the same kind run all at once', async (context) => {
  const pool = new Pool(
    readConfig({ WORKERS: '2' }, readCard()),
    createLog('silent'),
    createMetrics(),
    () => {},
  );
  await pool.load();
  context.after(() => pool.release());
  const both = [pool.take(), pool.hasIdle, pool.take(), pool.hasIdle];
  assert.deepEqual([both[1], both[3]], [true, false]);
});

test('a worker that ends has a successor, and whoever still asks it gets 503', async (context) => {
  const card = readCard();
  const metrics = createMetrics();
  const pool = new Pool(readConfig({ WORKERS: '1' }, card), createLog('silent'), metrics, () => {});
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
