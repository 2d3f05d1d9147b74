/*
 * `node src/serving/compile.ts`: starts the service and asks it a few things, so that Node keeps what it has compiled in
 * NODE_COMPILE_CACHE, and later starts find it there. The Dockerfile runs it. A service that does not start here, as it needs
 * something that only its later place has, starts there all the same, only slower: so this never fails.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCard } from '../card.ts';
import { attempts } from './inference/warm-up.ts';
import { stringifyJson } from './tensors/json.ts';

/** A service that is not ready by then is left alone. */
const READY_MS = 60_000;

const port = await freePort();
const settings = { HOST: '127.0.0.1', PORT: String(port), PROCESSES: '1', API_KEY: '', LOG_LEVEL: 'warn' };
const service = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'app.ts')], {
  env: { ...process.env, ...settings },
  stdio: 'inherit',
});
const ended = once(service, 'exit');
if (await isReady()) {
  for (const path of ['/livez', '/metrics', '/', '/page/model.json', '/docs', '/openapi.json'])
    await ask(path);
  const [first] = attempts(readCard());
  const body = stringifyJson(first?.body() ?? {});
  // Answered or not; twice, as some of it is compiled only then.
  for (let time = 0; time < 2; time++)
    await ask('/predict', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
} else console.log('The service does not start here: nothing is compiled in advance.');
service.kill();
await ended;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function isReady(): Promise<boolean> {
  const end = performance.now() + READY_MS;
  while (performance.now() < end && service.exitCode === null) {
    if ((await ask('/readyz')) === 200) return true;
    await sleep(50);
  }
  return false;
}

async function ask(path: string, request?: RequestInit): Promise<number | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, request);
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined; // It does not listen yet, or not any more.
  }
}
