import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCard } from '../../src/card.ts';
import { findExample } from '../../src/serving/scripts/predict.ts';
import type { Running } from '../../src/serving/scripts/start.ts';
import { post, startService } from '../../src/serving/scripts/start.ts';
import { stringifyJson } from '../../src/serving/tensors/json.ts';

const skip = process.platform !== 'linux' && 'the processes are found in /proc';

let service: Running;
let example: unknown;
let expected: number;
before(async () => {
  service = await startService({ PROCESSES: '2' });
  const { request = [] } = await findExample(service, readCard());
  example = request;
  expected = Array.isArray(request) ? 400 : 200; // where the model answers nothing, nothing is asked
});
after(() => service.stop());

const predict = async () => (await post(`${service.url}/predict`, example)).status;
const predictAnew = async () => (await ask('/predict', example)).status;
const ENDED = 'a process ended; a new one takes its place';
const listening = () => service.log.filter(({ msg }) => msg === 'listening').length;

test('two processes listen on one port, and the metrics are those of both', async () => {
  while (listening() < 2) await sleep(10);
  const before = await counted();
  for (let request = 0; request < 20; request++) assert.equal(await predict(), expected);
  assert.equal((await counted()) - before, 20);
});

test('each of them has its own threads', async () => {
  const large = '{'.padEnd(100_000); // read, and found wrong, beside the thread that serves
  for (let request = 0; request < 4; request++)
    assert.equal((await post(`${service.url}/predict`, large)).status, 400);
});

test('a process that dies has a successor, and nobody waits for that', { skip }, async () => {
  while (listening() < 2) await sleep(10);
  await Promise.all(Array.from({ length: 8 }, predictAnew)); // by both of them
  const before = await counted();
  const [victim] = serving();
  process.kill(victim!, 'SIGKILL');
  while (!service.log.some(({ msg }) => msg === ENDED)) await sleep(10); // What it was answering is lost; the other goes on.
  assert.equal(await predictAnew(), expected);
  while (listening() < 3) await sleep(10);
  assert.equal(serving().length, 2);
  assert.equal(await predictAnew(), expected);
  assert.ok((await counted()) >= before + 2, 'what it had counted is lost');
});

test('a client whose connection was on its way to a process that dies hears of it', { skip }, async () => {
  const before = listening();
  let isOver = false;
  const clients = Array.from({ length: 8 }, async () => {
    // By which of the two depends on how much of its request it had sent.
    while (!isOver) await predictAnew().catch(({ code }) => assert.match(code, /^(ECONNRESET|EPIPE)$/));
  });
  const all = Promise.all(clients);
  all.catch(() => {}); // It is waited for below.
  await sleep(200);
  process.kill(serving()[0]!, 'SIGKILL');
  while (listening() === before) await sleep(10);
  isOver = true;
  await all;
});

test('a stop drains all of them, and none is left', { skip }, async () => {
  const running = serving();
  const statuses: Promise<number>[] = [];
  for (let request = 0; request < 8; request++) statuses.push(predict());
  await Promise.race(statuses);
  assert.equal(await service.stop(), 0);
  assert.deepEqual([...new Set(await Promise.all(statuses))], [expected]);
  for (const pid of running) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

/** On a connection of its own: one that is kept would be lost with its process. @throws Error without an answer. */
function ask(path: string, body?: unknown): Promise<{ status: number; text: string }> {
  const headers = { 'Content-Type': 'application/json' };
  const options = { method: body === undefined ? 'GET' : 'POST', agent: false, headers };
  return new Promise((resolve, reject) => {
    const sent = request(service.url + path, options, (response) => {
      text(response).then((text) => resolve({ status: response.statusCode!, text }), reject);
    });
    sent.setTimeout(20_000, () => sent.destroy(new Error(`No answer from ${path} within 20 s.`)));
    sent.on('error', reject).end(body === undefined ? undefined : stringifyJson(body));
  });
}

async function counted(): Promise<number> {
  const { text } = await ask('/metrics');
  const counts = text.matchAll(/^http_requests_total\{method="POST",route="\/predict".*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** The processes that the one started here has started. */
function serving(): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid): [number, number] => {
      try {
        const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
        return [Number(pid), Number(parent)];
      } catch {
        return [Number(pid), 0]; // It has ended meanwhile.
      }
    });
  return parents.filter(([, parent]) => parent === service.pid).map(([pid]) => pid);
}
