import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { packageRoot } from '../lib/package.ts';
import { load, type Result, type Shot } from './liveness/load.ts';
import type { Probes } from './liveness/prober.ts';
import { probed, start } from './liveness/server.ts';
import { binaryShots, jsonShots } from './liveness/shots.ts';
import { slowModel } from './liveness/slow-model.ts';

/**
 * How quickly an emitted service answers its probes while it is busy: `npm run bench:liveness`, with `-- SECONDS` for
 * each load. The model computes for about a second; 32 clients send to it at once, small bodies and large ones. /livez,
 * /readyz and /metrics are asked every 10 ms by another process, and so is a bare HTTP server that has nothing else to
 * do: what that one takes is the machine's share. Idle and busy take turns, because machines drift.
 */
const CLIENTS = 32;
const SECONDS = Number(process.argv[2] ?? 10);
const ROUNDS = 2;
const PRODUCTS = 14;
const QUEUE_LIMIT = 24;
const DEADLINE_MS = 15_000;
const PATHS = ['/livez', '/readyz', '/metrics'];
const NAME = 'slow';

const BARE_SERVER = `
  const server = http.createServer((request, response) => response.end('{}'));
  server.listen(0, '127.0.0.1', () => {
    console.log(JSON.stringify({ msg: 'listening', address: server.address() }));
    console.log(JSON.stringify({ msg: 'ready' }));
  });
`;

/** The project of a model that computes for about a second, installed. */
async function emit(directory: string): Promise<string> {
  await writeFile(path.join(directory, 'slow.onnx'), slowModel(PRODUCTS));
  const bin = path.join(packageRoot, 'dist', 'bin', 'ml-docker.js');
  await execa(process.execPath, [bin, NAME, '--model', 'slow.onnx', '--yes', '--skip-install'], {
    cwd: directory,
  });
  const project = path.join(directory, NAME);
  const installed = path.join(packageRoot, 'templates', 'service', 'node_modules');
  await symlink(installed, path.join(project, 'node_modules'), 'junction');
  return project;
}

function tell(name: string, url: string, { milliseconds, statuses }: Probes): void {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1).padStart(6);
  const slow = sorted.filter((one) => one >= 50).length;
  const times = `median ${at(0.5)}   99 % ${at(0.99)}   max ${at(1)} ms   50 ms and more: ${slow} of ${sorted.length}`;
  const { pathname } = new URL(url);
  console.log(`  ${name.padEnd(14)} ${pathname.padEnd(9)} ${times}   ${JSON.stringify(statuses)}`);
}

/** Every request has one answer and one line in the log, or something was lost or done twice. */
function tellResult({ sent, statuses, wrong, without }: Result, seen: Map<string, number>): void {
  const answered = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const lines = Array.from({ length: sent }, (_, index) => seen.get(`shot-${index + 1}`) ?? 0);
  const count = (wanted: (times: number) => boolean): number => lines.filter(wanted).length;
  console.log(
    `  ${sent} requests, answers ${JSON.stringify(statuses)}, without an answer ${sent - answered},`,
  );
  console.log(
    `  in the log not at all ${count((times) => times === 0)}, twice ${count((times) => times > 1)},`,
    `503 without Retry-After ${without}, wrong answers ${wrong.length} ${wrong.slice(0, 3).join('; ')}`,
  );
}

const directory = await mkdtemp(path.join(tmpdir(), 'ml-docker-liveness-'));
try {
  const project = await emit(directory);
  const limits = { QUEUE_LIMIT: String(QUEUE_LIMIT), DEADLINE_MS: String(DEADLINE_MS) };
  const service = await start(['app.ts'], project, { PORT: '0', HOST: '127.0.0.1', ...limits });
  const bare = await start(['-e', BARE_SERVER], project, {});
  const urls = [...PATHS.map((one) => service.url + one), `${bare.url}/bare`];
  console.log(`${CLIENTS} clients, ${SECONDS} s each, ${JSON.stringify(limits)}`);

  const loads: Record<string, Shot[]> = {
    'small JSON': jsonShots(1),
    '10 MB JSON': jsonShots(17_500),
    '10 MB of bytes': binaryShots(25_000, NAME),
  };
  for (const [name, shots] of Object.entries(loads)) {
    console.log(`${name}: ${(shots[0]!.body.length / 1e6).toFixed(1)} MB`);
    for (let round = 0; round < ROUNDS; round++) {
      const [idle] = await probed(urls, () => sleep(SECONDS * 500));
      service.seen.clear();
      const [busy, result] = await probed(urls, () => load(service.url, shots, CLIENTS, SECONDS));
      for (const url of urls) tell('idle', url, idle[url]!);
      for (const url of urls) tell(name, url, busy[url]!);
      tellResult(result, service.seen);
    }
  }
  console.log(`peak memory of the service ${(await service.peakMemory()).toFixed(0)} MB`);
  console.log(`the service ended with ${await service.stop()}`);
  await bare.stop();
} finally {
  await rm(directory, { recursive: true });
}
