import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startService } from '../../src/serving/scripts/start.ts';
import { readCard } from '../../src/card.ts';
import { Codec } from '../../src/serving/codec/codec.ts';
import { readConfig } from '../../src/config.ts';
import { Inference } from '../../src/serving/inference/inference.ts';
import { Lifecycle } from '../../src/serving/lifecycle.ts';
import { Room } from '../../src/serving/http/room.ts';
import { createLog } from '../../src/serving/log.ts';
import { createMetrics } from '../../src/serving/metrics.ts';
import { requireReady } from '../../src/routes/health.ts';
import type { Service } from '../../src/serving/service.ts';

test('the service is ready once the model is loaded and warm, and not while it stops', async (context) => {
  const card = readCard();
  const config = readConfig({}, card);
  const log = createLog('silent');
  const metrics = createMetrics();
  const inference = new Inference(card, config, log, metrics);
  context.after(() => inference.stop()); // Its threads would keep this process alive.
  const codec = new Codec(card, config, log, metrics);
  const memory = { bodies: new Room(config.memory.bodies), work: new Room(config.memory.work) };
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

  assert.throws(() => requireReady(service), { status: 503, message: 'The model is being loaded.' });
  await inference.start();
  requireReady(service);
  service.lifecycle.draining = true;
  assert.throws(() => requireReady(service), { status: 503, message: 'The service is stopping.' });
});

test('a ready service says so, in both dialects', async () => {
  const service = await startService();
  for (const path of ['/livez', '/readyz', '/v2/health/live', '/v2/health/ready']) {
    assert.equal((await fetch(service.url + path)).status, 200, path);
  }
  await service.stop();
});

test('a bad value in the environment is named, and nothing starts', async () => {
  const start = startService({ THREADS: 'many', QUEUE_LIMIT: '-1' });
  await assert.rejects(start, /THREADS=many: [^\n]+\n {2}QUEUE_LIMIT=-1: /);
});
