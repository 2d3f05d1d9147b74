import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { autocannon } from '../../bench/load/autocannon.ts';
import type { Call, Generator } from '../../bench/load/load.ts';
import { busyProcesses, parseStat, processorSeconds, tree } from '../../bench/load/process-tree.ts';
import { wrk } from '../../bench/load/wrk.ts';

const call: Call = {
  method: 'POST',
  path: '/predict',
  headers: { 'Content-Type': 'text/plain', 'X-Quoted': 'a "b" \\ c' },
  body: Buffer.from([0, 1, 10, 34, 92, 255]),
  fault: () => undefined,
};

const hasWrk = spawnSync('wrk', ['--version']).error === undefined;
if (!hasWrk) process.stderr.write('skipped: wrk is not installed\n');

describe.each<[Generator, boolean]>([
  [wrk, hasWrk],
  [autocannon, true],
])('%o', (generator, there) => {
  const seen = { requests: 0, wrong: 0, status: 200 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.requests++;
      const same = Buffer.concat(chunks).equals(call.body) && request.headers['x-quoted'] === 'a "b" \\ c';
      if (!same || request.method !== 'POST' || request.url !== '/predict') seen.wrong++;
      response.writeHead(seen.status).end('{}');
    });
  });
  let url: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it.runIf(there)('sends the call as it is, and counts as the server does', async () => {
    Object.assign(seen, { requests: 0, wrong: 0, status: 200 });
    const counted = await generator.run(url, call, 4, 1);
    expect(seen.wrong).toBe(0);
    expect(counted.failures).toBe(0);
    // What is under way at the end is not counted.
    expect(Math.abs(seen.requests - counted.requests)).toBeLessThanOrEqual(8);
    expect(counted.seconds).toBeGreaterThan(0.9);
    expect(counted.median).toBeLessThanOrEqual(counted.p99);
  });

  it.runIf(there)('counts a refusal as a failure', async () => {
    seen.status = 503;
    const counted = await generator.run(url, call, 2, 1);
    expect(counted.failures).toBe(counted.requests);
  });
});

describe('processes', () => {
  it('are read from /proc, whatever their name', () => {
    const text = `42 (a) b (c) S 7 ${'1 '.repeat(9)}30 12 ${'0 '.repeat(6)}999 0`;
    expect(parseStat(text)).toEqual({ pid: 42, parent: 7, ticks: 42 });
  });

  it('are as busy as their ticks between two looks', () => {
    const at = (ticks: number, pid: number) => ({ pid, parent: 1, ticks });
    expect(busyProcesses([at(100, 1), at(0, 2)], [at(150, 1), at(100, 2)], 1)).toEqual([100, 50]);
  });

  it.runIf(process.platform === 'linux')('count with all below them', async () => {
    const busy = 'const end = Date.now() + 400; while (Date.now() < end); setInterval(() => {}, 1000)';
    const parent = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(busy)}]); setInterval(() => {}, 1000)`;
    const child = execa(process.execPath, ['-e', parent], { reject: false });
    await expect.poll(async () => (await tree(child.pid!)).length).toBe(2);
    await expect.poll(() => processorSeconds(child.pid!), { timeout: 20_000 }).toBeGreaterThan(0.3);
    for (const { pid } of (await tree(child.pid!)).reverse()) process.kill(pid, 'SIGKILL');
    await child;
  });
});
