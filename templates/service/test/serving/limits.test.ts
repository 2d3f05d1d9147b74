import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { post, startService } from '../../src/serving/scripts/start.ts';
import { readCard } from '../../src/card.ts';
import { Codec } from '../../src/serving/codec/codec.ts';
import type { Config } from '../../src/config.ts';
import { readConfig } from '../../src/config.ts';
import { answerErrors } from '../../src/serving/http/errors.ts';
import { Room } from '../../src/serving/http/room.ts';
import { observe } from '../../src/serving/http/observe.ts';
import { Inference } from '../../src/serving/inference/inference.ts';
import { Queue } from '../../src/serving/inference/queue.ts';
import { Lifecycle } from '../../src/serving/lifecycle.ts';
import { createLog } from '../../src/serving/log.ts';
import { createMetrics } from '../../src/serving/metrics.ts';
import { predict } from '../../src/routes/predict.ts';
import type { Service } from '../../src/serving/service.ts';

const card = readCard();
/** Large, and refused once it has been read: what the limits do has nothing to do with the model. */
const large = '{'.padEnd(1_000_000);

test('in the queue of the model: 503 with Retry-After beyond its limit, 504 at the deadline', async () => {
  const queue = new Queue({ queueLimit: 1, deadline: 50 } as Config, createMetrics(), { count: 0 });
  const add = () => queue.add([], [], { isGone: false, left: 50 });
  const first = add();
  await assert.rejects(add(), { status: 503, headers: { 'Retry-After': '1' } });
  const [taken] = queue.take(0, 0);
  const second = add();
  taken!.resolve([]);
  assert.deepEqual(await first, []);
  await assert.rejects(second, { status: 504, message: 'There was no answer within 50 ms.' });
  assert.deepEqual(queue.take(0, 0), []);
});

test('requests of many bytes are not joined', () => {
  const queue = new Queue({ queueLimit: 9, deadline: 1000 } as Config, createMetrics(), { count: 0 });
  const add = (mebibytes: number) => {
    const data = new Uint8Array(mebibytes * 2 ** 20);
    const tensor = { name: 'x', datatype: 'UINT8', shape: [1, 1], data };
    queue.add([tensor], [], { isGone: false, left: 1000 }).catch(() => {});
  };
  for (const mebibytes of [3, 3, 3, 9, 1]) add(mebibytes);
  const taken = [1, 2, 3].map(() => queue.take(64, 8 * 2 ** 20).map(({ bytes }) => bytes / 2 ** 20));
  assert.deepEqual(taken, [[3, 3, 1], [3], [9]]);
});

test('an answer that comes after its deadline is dropped', async () => {
  const queue = new Queue({ queueLimit: 1, deadline: 20 } as Config, createMetrics(), { count: 0 });
  const answer = queue.add([], [], { isGone: false, left: 20 });
  const [taken] = queue.take(0, 0);
  await assert.rejects(answer, { status: 504 });
  taken!.resolve([]);
  await assert.rejects(answer, { status: 504 });
});

test('of more large bodies than may wait, each gets one answer: its own, or 503 with Retry-After', async () => {
  const service = await startService({ QUEUE_LIMIT: '1', BODY_LIMIT: '2000000' });
  const answers = await Promise.all(
    Array.from({ length: 32 }, async (_, index) => {
      const response = await fetch(`${service.url}/predict`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Request-Id': `r${index}` },
        body: large,
      });
      if (response.status === 503) assert.equal(response.headers.get('retry-after'), '1');
      await response.arrayBuffer();
      return response.status;
    }),
  );
  assert.equal(answers.length, 32);
  assert.deepEqual([...new Set(answers)].sort(), [400, 503]);
  await service.stop();
  const ids = service.log.map(({ id }) => id).filter(Boolean);
  assert.deepEqual(ids.toSorted(), Array.from({ length: 32 }, (_, index) => `r${index}`).toSorted());
});

test('at the deadline a large body gets 504, and the service goes on', async () => {
  const service = await startService({ DEADLINE_MS: '1', BODY_LIMIT: '2000000' });
  for (const path of ['/predict', '/predict']) {
    const { status, body } = await post(service.url + path, large);
    assert.equal(status, 504);
    assert.equal((body as { detail: string }).detail, 'There was no answer within 1 ms.');
  }
  assert.equal((await fetch(`${service.url}/livez`)).status, 200);
  assert.equal(await service.stop(), process.platform === 'win32' ? null : 0);
});

test('large bodies wait for memory, get 503 where there is none in time, and give back what they held', async (context) => {
  const config = readConfig({ BODY_LIMIT: '2000000', DEADLINE_MS: '2000' }, card);
  const log = createLog('silent');
  const metrics = createMetrics();
  const inference = new Inference(card, config, log, metrics);
  const codec = new Codec(card, config, log, metrics);
  const memory = { bodies: new Room(1_200_000), work: new Room(9_000_000) }; // for one of them at a time
  const lifecycle = new Lifecycle(log);
  const service: Service = {
    card,
    config,
    log,
    metrics,
    codec,
    memory,
    inference,
    lifecycle,
    predictions: [],
  };
  const app = express().use(observe(service), predict(service), answerErrors(service));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await inference.start();
  context.after(async () => {
    await inference.stop();
    server.close();
    server.closeAllConnections();
  });

  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/predict`;
  const statuses = async (bodies: string[]) =>
    (await Promise.all(bodies.map((body) => post(url, body)))).map(({ status }) => status);
  const isEmpty = async () => {
    // An answer has arrived a moment before its end is known here.
    while (memory.bodies.held > 0 || memory.work.held > 0) await sleep(1);
  };
  assert.deepEqual(await statuses([large, large, large, '{']), [400, 400, 400, 400]);
  await isEmpty();
  for (const room of [memory.bodies, memory.work]) {
    room.take(room.mostWaiting); // Others have it.
    const headers = { 'Content-Type': 'application/json' };
    const refused = await fetch(url, { method: 'POST', headers, body: large });
    assert.equal(refused.status, 503);
    assert.equal(refused.headers.get('Retry-After'), '1');
    assert.equal((await post(url, '{')).status, 400, 'a small one is answered all the same');
    room.give(room.mostWaiting);
    assert.deepEqual(await statuses([large]), [400]);
    await isEmpty();
  }
  const refused = (await metrics.refused.get()).values.filter(({ value }) => value > 0);
  assert.deepEqual(refused, [{ labels: { reason: 'memory' }, value: 2 }]);
});
