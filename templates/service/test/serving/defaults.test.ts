import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCard } from '../../src/card.ts';
import { readConfig } from '../../src/config.ts';
import { cpus } from '../../src/serving/cpu.ts';
import { threadsFor } from '../../src/serving/defaults.ts';

const MEBIBYTE = 2 ** 20;

test('long runs have a worker with all processors, and two with half of them', () => {
  const threads = [1, 2, 3, 64].map((processors) => threadsFor(10 * MEBIBYTE, processors, 2 ** 36));
  assert.deepEqual(threads, [[1], [2, 1, 1], [3, 2, 2], [64, 32, 32]]);
});

test('one is enough where the memory does not hold the weights of three', () => {
  const workers = (model: number, total: number) => threadsFor(model * MEBIBYTE, 4, total * MEBIBYTE).length;
  assert.equal(workers(10, 128), 1);
  assert.equal(workers(10, 640), 1);
  assert.equal(workers(10, 704), 3);
  assert.equal(workers(500, 2048), 1);
  assert.equal(workers(500, 4096), 3);
});

test('who sets WORKERS or THREADS has as many as that says', () => {
  const said = (environment: Record<string, string>) => {
    const { threads, mayRunHere } = readConfig(environment, readCard());
    return { threads, mayRunHere };
  };
  const half = Math.max(1, Math.floor(cpus() / 2));
  assert.deepEqual(said({ WORKERS: '2' }), { threads: [half, half], mayRunHere: false });
  assert.deepEqual(said({ WORKERS: '2', THREADS: '3' }), { threads: [3, 3], mayRunHere: false });
  assert.deepEqual(said({ THREADS: '3' }), { threads: [3], mayRunHere: true });
});
