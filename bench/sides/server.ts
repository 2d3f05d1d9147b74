import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from '../load/load.ts';
import type { Launch } from './side.ts';

/** A server that has given its first right answer. */
export interface Server {
  url: string;
  pid: number;
  /** From its start to that answer, in milliseconds. */
  firstAnswer: number;
  stop(): Promise<void>;
}

const DEADLINE_MS = 60_000;
const POLL_MS = 2;
const STOP_MS = 10_000;

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach(killGroup));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/**
 * Starts a server and asks it until it answers rightly. Its output goes to a file, as a container's does.
 * @throws Error  with the end of that output, where it ends, answers wrongly, or never answers
 */
export async function start(launch: (port: number) => Launch, call: Call): Promise<Server> {
  const port = await freePort();
  const { file, args, cwd, env } = launch(port);
  const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-server-'));
  const log = await open(path.join(folder, 'log'), 'a+');
  const began = performance.now();
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.on('exit', () => resolve());
  });
  void ended.then(() => running.delete(child));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await end(child, ended);
    await log.close();
    await rm(folder, { recursive: true });
  };
  try {
    await rightAnswer(url, call, began + DEADLINE_MS, () => running.has(child));
    return { url, pid: child.pid!, firstAnswer: performance.now() - began, stop };
  } catch (error) {
    const printed = await readFile(path.join(folder, 'log'), 'utf8');
    await stop();
    const tail = printed.trim().split('\n').slice(-15).join('\n');
    throw new Error(`${path.basename(file)} ${args.join(' ')}: ${(error as Error).message}\n${tail}`, {
      cause: error,
    });
  }
}

async function rightAnswer(url: string, call: Call, deadline: number, runs: () => boolean): Promise<void> {
  let last = 'it never answered';
  while (performance.now() < deadline) {
    if (!runs()) throw new Error('it ended before it answered');
    const answer = await send(url, call).catch(() => undefined);
    if (answer?.status === 200) {
      const fault = call.fault(answer.body);
      if (fault !== undefined) throw new Error(`a wrong answer: ${fault}`);
      return;
    }
    if (answer !== undefined) last = `${answer.status}: ${answer.body.subarray(0, 300).toString()}`;
    await sleep(POLL_MS);
  }
  throw new Error(last);
}

/** Sends a call once, on a connection of its own. */
export function send(
  url: string,
  { method, path: target, headers, body }: Call,
): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const options = { method, agent: new Agent(), headers: { ...headers, 'Content-Length': body.length } };
    const sent = request(url + target, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode!, body: Buffer.concat(chunks) }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Asks it to end, and ends by force what is left of it. */
async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const late = new AbortController();
  await Promise.race([ended, sleep(STOP_MS, undefined, { signal: late.signal }).catch(() => {})]);
  late.abort();
  killGroup(child);
}

/** Ends a server with all the processes that it has started; they are a group of their own. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Nothing is left.
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
