import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { findContainer, logTail, type Container } from './container.ts';
import type { Engine } from './engine.ts';
import { http } from './http.ts';

export interface WaitOptions {
  /** The container's name. */
  name: string;
  /** Milliseconds to wait at most. */
  timeout?: number;
  signal?: AbortSignal | undefined;
}

/** A big model takes its time to load. */
const READY_TIMEOUT_MS = 120_000;
/** The image's health check comes every 5 s, the first time 5 s after the start. */
const HEALTHY_TIMEOUT_MS = 20_000;
const PROBE_TIMEOUT_MS = 2000;
const PAUSE_MS = 200;

/**
 * Waits until GET /readyz below `url` answers 200; gives the milliseconds it took.
 * @throws UserError  container-ended, with the end of its log, where it does not live so long; not-ready (exit 1)
 */
export async function waitUntilReady(engine: Engine, url: string, options: WaitOptions): Promise<number> {
  const { name, timeout = READY_TIMEOUT_MS, signal } = options;
  const start = Date.now();
  let last = 'no answer';
  while (Date.now() - start < timeout) {
    last = await probe(`${url}/readyz`, signal);
    if (last === '200') return Date.now() - start;
    const container = await findContainer(engine, name, signal);
    if (container?.status !== 'running' && container?.status !== 'created') {
      throw await ended(engine, name, container);
    }
    await sleep(PAUSE_MS, undefined, { signal });
  }
  throw await notReady(engine, `${url}/readyz`, { name, timeout, last });
}

/**
 * Waits for the engine's own health check; gives what it says at the end: `healthy`, `unhealthy`, `starting`, or
 * undefined where the image has none.
 */
export async function waitUntilHealthy(engine: Engine, options: WaitOptions): Promise<string | undefined> {
  const { name, timeout = HEALTHY_TIMEOUT_MS, signal } = options;
  const start = Date.now();
  for (;;) {
    const health = (await findContainer(engine, name, signal))?.health;
    if (health !== 'starting' || Date.now() - start > timeout) return health;
    await sleep(PAUSE_MS, undefined, { signal });
  }
}

/** The status of the answer, or why there is none. */
async function probe(url: string, signal: AbortSignal | undefined): Promise<string> {
  try {
    return String((await http(url, { timeout: PROBE_TIMEOUT_MS, signal })).status);
  } catch (error) {
    signal?.throwIfAborted();
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
}

async function ended(engine: Engine, name: string, container: Container | undefined): Promise<UserError> {
  const how = container === undefined ? 'was removed' : `ended with exit code ${container.exitCode}`;
  return new UserError({
    code: 'container-ended',
    what: `The container ${name} ${how} before it was ready`,
    details: container === undefined ? [] : ['The end of its log:', ...(await logTail(engine, name))],
    next: [
      `see all of its log: ${engine.command} logs ${name}`,
      'mend what it names, then: ml-docker build && ml-docker run',
    ],
    exitCode: 1,
  });
}

interface NotReady {
  name: string;
  timeout: number;
  /** The last answer of /readyz. */
  last: string;
}

async function notReady(engine: Engine, url: string, { name, timeout, last }: NotReady): Promise<UserError> {
  const health = (await findContainer(engine, name))?.health;
  const reach =
    health === 'healthy'
      ? ['Inside, it is healthy: the port is not reachable from here. Is the engine on another machine?']
      : [];
  return new UserError({
    code: 'not-ready',
    what: `The container ${name} runs, but was not ready within ${Math.round(timeout / 1000)} s`,
    where: `${url}: ${last}`,
    details: [...reach, 'The end of its log:', ...(await logTail(engine, name))],
    next: [`follow its log: ${engine.command} logs -f ${name}`, `or end it: ${engine.command} rm -f ${name}`],
    exitCode: 1,
  });
}
