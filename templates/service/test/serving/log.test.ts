import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import express from 'express';
import { pino } from 'pino';
import { post } from '../../src/serving/scripts/start.ts';
import { readCard } from '../../src/card.ts';
import { Codec } from '../../src/serving/codec/codec.ts';
import { readConfig } from '../../src/config.ts';
import { answerErrors, notFound } from '../../src/serving/http/errors.ts';
import { observe } from '../../src/serving/http/observe.ts';
import { Room } from '../../src/serving/http/room.ts';
import { Inference } from '../../src/serving/inference/inference.ts';
import { attempts } from '../../src/serving/inference/warm-up.ts';
import { Lifecycle } from '../../src/serving/lifecycle.ts';
import { createMetrics } from '../../src/serving/metrics.ts';
import { health } from '../../src/routes/health.ts';
import { predict } from '../../src/routes/predict.ts';
import type { Service } from '../../src/serving/service.ts';

interface Line {
  level: number;
  url: string;
  status: number;
}

test('the log has a level for each sort of answer', async (context) => {
  const lines: Line[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => void lines.push(JSON.parse(line) as Line) });
  const card = readCard();
  const config = readConfig({}, card);
  const [first] = attempts(card);
  const example = first!.body();
  const metrics = createMetrics();
  const inference = new Inference(card, config, log, metrics);
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
  const app = express();
  app.use(observe(service), health(service), predict(service));
  app.get('/broken', () => {
    throw new Error('out of luck');
  });
  app.use(notFound, answerErrors(service));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Also where the model cannot be loaded or run: this process would otherwise never end.
  context.after(async () => {
    await inference.stop();
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  /** A line is written once its answer has left, which its client need not wait for. */
  const logged = (want: string[]) =>
    context.waitFor(() => {
      const answers = lines.filter(({ status }) => status);
      const got = answers.map(({ level, url, status }) => `${url} ${status} ${log.levels.labels[level]}`);
      assert.deepEqual(got, want);
    });

  await fetch(`${url}/readyz`);
  await fetch(`${url}/livez`);
  await post(`${url}/predict`, example);
  const early = ['/readyz 503 debug', '/livez 200 debug', '/predict 503 error'];
  await logged(early);

  await inference.start();
  await fetch(`${url}/readyz`);
  // 422 where the model does not take its example.
  const { status } = await post(`${url}/predict`, example);
  await post(`${url}/predict`, '{');
  await fetch(`${url}/nothing`);
  const answered = `/predict ${status} ${status === 200 ? 'info' : 'warn'}`;
  const later = ['/readyz 200 debug', answered, '/predict 400 warn', '/nothing 404 warn'];
  await logged([...early, ...later]);

  // A failure is told to the log, and not to the client.
  const failure = await (await fetch(`${url}/broken`)).text();
  assert.doesNotMatch(failure, /out of luck|\.ts/);
  await logged([...early, ...later, '/broken 500 error']);
  assert.match(JSON.stringify(lines), /out of luck.*log\.test\.ts/);
});
