import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { readCard } from '../../src/card.ts';
import { readConfig } from '../../src/config.ts';
import { predict } from '../../src/routes/predict.ts';
import { Codec } from '../../src/serving/codec/codec.ts';
import { answerErrors, notFound } from '../../src/serving/http/errors.ts';
import { observe } from '../../src/serving/http/observe.ts';
import { Inference } from '../../src/serving/inference/inference.ts';
import { copied } from '../../src/serving/inference/warm-up.ts';
import { Lifecycle } from '../../src/serving/lifecycle.ts';
import { Room } from '../../src/serving/http/room.ts';
import { createLog } from '../../src/serving/log.ts';
import { createMetrics } from '../../src/serving/metrics.ts';
import { openapi } from '../../src/serving/openapi/document.ts';
import { prediction } from '../../src/serving/prediction.ts';
import { Problem } from '../../src/serving/problems.ts';
import { post } from '../../src/serving/scripts/start.ts';
import type { Service } from '../../src/serving/service.ts';

const card = readCard();
const BATCHES = 5;

test('a route made by `prediction` has what all of them have', async (context) => {
  const config = { ...readConfig({}, card), apiKey: 'key', bodyLimit: 1000 };
  const log = createLog('silent');
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
  const order: string[] = [];
  const accepts = { name: 'a text', types: ['text/plain'] };

  const once = prediction(service, {
    path: '/once',
    accepts,
    async *read(body) {
      const text = (await body.whole()).toString();
      if (text !== 'example') throw new Problem(400, `This is not an example: ${text}.`);
      yield { inputs: copied(inference.example!.request.inputs) };
    },
  });
  const many = prediction<number>(service, {
    path: '/many/:of',
    accepts,
    gives: 'text/plain',
    async *read(body) {
      for await (const line of body.lines()) {
        order.push(`read ${line.toString()}`);
        yield { inputs: copied(inference.example!.request.inputs), form: Number(line.toString()) };
      }
    },
    async *write(answers) {
      for await (const { form, tensors } of answers) {
        order.push(`write ${form}`);
        yield `${form} ${tensors.length}\n`;
      }
    },
  });
  const app = express().use(observe(service), predict(service), once, many, notFound, answerErrors(service));
  const server = app.listen(0, '127.0.0.1');
  context.after(async () => {
    await inference.stop();
    server.close();
    server.closeAllConnections();
  });
  await inference.start();
  if (!inference.example) return context.skip('the model does not answer its example');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'text/plain', 'X-API-Key': 'key', ...headers },
    });

  await context.test('the answer of /predict, where it writes none itself', async () => {
    const response = await send('/once', 'example');
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type')!, /^application\/json/);
    const { outputs } = (await response.json()) as { outputs: object };
    assert.deepEqual(
      // JavaScript puts names that are whole numbers first.
      Object.keys(outputs).sort(),
      card.outputs.map(({ name }) => name).sort(),
    );
    const packed = new Uint8Array(gzipSync('example'));
    assert.equal((await send('/once', packed, { 'Content-Encoding': 'gzip' })).status, 200);
  });

  await context.test('one batch after the other, each read when the one before is written', async () => {
    const lines = Array.from({ length: BATCHES }, (_, index) => `${index}\n`);
    const response = await send('/many/x', lines.join(''));
    assert.equal(response.headers.get('content-type'), 'text/plain');
    assert.equal(
      await response.text(),
      lines.map((_, index) => `${index} ${card.outputs.length}\n`).join(''),
    );
    assert.deepEqual(
      order,
      lines.flatMap((_, index) => [`read ${index}`, `write ${index}`]),
    );
  });

  await context.test('API key, media type, limit, method, and errors of its own', async () => {
    const cases: [number, Promise<Response>][] = [
      [401, send('/once', 'example', { 'X-API-Key': 'another' })],
      [415, send('/once', 'example', { 'Content-Type': 'application/json' })],
      [415, send('/once', 'example', { 'Content-Encoding': 'zip' })],
      [400, send('/once', 'example', { 'Content-Encoding': 'gzip' })],
      [413, send('/once', 'x'.repeat(2000))],
      [413, send('/once', new Uint8Array(gzipSync('x'.repeat(2000))), { 'Content-Encoding': 'gzip' })],
      [413, send('/many/x', 'x'.repeat(2000))],
      [400, send('/once', 'else')],
      [405, fetch(`${url}/once`)],
      [404, fetch(`${url}/Once`)],
    ];
    for (const [status, response] of cases) {
      assert.equal((await response).status, status);
      assert.match((await response).headers.get('content-type')!, /^application\/problem\+json/);
    }
  });

  await context.test('its place in the metrics and in the OpenAPI document', async () => {
    const values = (await metrics.requests.get()).values.map(({ labels }) => labels.route);
    assert.ok(values.includes('/many/:of'));
    const { paths } = openapi(service) as { paths: Record<string, { post: Record<string, unknown> }> };
    assert.equal(paths['/once']!.post.summary, 'Predict from a text');
    assert.deepEqual(paths['/once']!.post.security, [{ key: [] }, { bearer: [] }]);
    assert.ok(paths['/many/{of}']!.post.parameters);
  });

  await context.test('nothing is held when all is answered', async () => {
    await post(`${url}/predict`, '{', { 'X-API-Key': 'key' });
    while (memory.bodies.held > 0) await new Promise((resolve) => setTimeout(resolve, 1)); // A moment after the answer.
    assert.deepEqual([memory.bodies.held, memory.work.held], [0, 0]);
  });
});
