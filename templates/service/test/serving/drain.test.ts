import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findExample } from '../../src/serving/scripts/predict.ts';
import { post, startService } from '../../src/serving/scripts/start.ts';
import { readCard } from '../../src/card.ts';
import { stringifyJson } from '../../src/serving/tensors/json.ts';

const skip = process.platform === 'win32' && 'Windows has no SIGTERM: there the process simply ends';

test('on SIGTERM every request that was accepted is answered, and the exit code is 0', { skip }, async () => {
  const service = await startService();
  const { request: example = [] } = await findExample(service, readCard());
  const expected = Array.isArray(example) ? 400 : 200; // where the model answers nothing, nothing is asked
  let stopped = false;
  const statuses: number[] = [];
  const client = async () => {
    while (!stopped) statuses.push((await post(`${service.url}/predict`, example)).status);
  };
  const clients = Array.from({ length: 8 }, client);
  await sleep(200);
  const exit = service.stop('SIGTERM');
  await sleep(100);
  stopped = true;
  await Promise.all(clients);
  assert.equal(await exit, 0);
  assert.ok(statuses.length >= 8);
  assert.deepEqual([...new Set(statuses)], [expected]);
});

test('a request whose body is still on its way is answered, however long that takes', { skip }, async () => {
  const service = await startService();
  const { request: example = [] } = await findExample(service, readCard());
  const body = stringifyJson(example);
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  const slow = request(`${service.url}/predict`, { method: 'POST', headers });
  slow.flushHeaders();
  await sleep(100);
  const exit = service.stop('SIGTERM');
  await sleep(1000); // longer than other requests are taken
  slow.end(body);
  const [response] = (await once(slow, 'response')) as [IncomingMessage];
  response.resume();
  assert.equal(response.statusCode, Array.isArray(example) ? 400 : 200);
  assert.equal(response.headers.connection, 'close');
  assert.equal(await exit, 0);
});

test('while it drains, the service is not ready and closes its connections', { skip }, async () => {
  const service = await startService();
  await fetch(`${service.url}/livez`); // leaves a connection open, so that draining takes its time
  const exit = service.stop('SIGTERM');
  await sleep(100);
  const response = await fetch(`${service.url}/readyz`);
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('connection'), 'close');
  assert.equal(await exit, 0);
  await assert.rejects(fetch(`${service.url}/livez`));
});
