import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCard } from '../../src/card.ts';
import { readConfig } from '../../src/config.ts';
import { cpus } from '../../src/serving/cpu.ts';
import { workersFor } from '../../src/serving/defaults.ts';

const MEBIBYTE = 2 ** 20;

test('long runs have a worker for each processor, up to four', () => {
  const workers = [1, 2, 3, 4, 64].map((processors) => workersFor(10 * MEBIBYTE, processors, 2 ** 36));
  assert.deepEqual(workers, [1, 2, 3, 4, 4]);
});

test('there are as many as the memory holds with their weights, and never none', () => {
  const workers = (model: number, total: number) => workersFor(model * MEBIBYTE, 4, total * MEBIBYTE);
  assert.equal(workers(10, 128), 1);
  assert.equal(workers(10, 512), 1);
  assert.equal(workers(10, 576), 2, 'what a pod of such a model has');
  assert.equal(workers(10, 2048), 4);
  assert.equal(workers(500, 2048), 1);
  assert.equal(workers(500, 4096), 3);
});

test('who sets WORKERS or THREADS has as many as that says', () => {
  const { workers, threads, mayRunHere } = readConfig({ WORKERS: '2' }, readCard());
  assert.deepEqual({ workers, mayRunHere }, { workers: 2, mayRunHere: false });
  assert.equal(threads, Math.max(1, Math.floor(cpus() / 2)));
  const own = readConfig({ THREADS: '3', PROCESSES: '1' }, readCard());
  assert.deepEqual([own.workers, own.threads, own.mayRunHere], [1, 3, true]);
});
