import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../errors.ts';
import { findContainer, logTail, type Container } from '../engine/container.ts';
import { containerEnded } from './ended.ts';
import type { Engine } from '../engine/engine.ts';
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
    if (hasEnded(container)) throw await containerEnded(engine, name, container);
    await sleep(PAUSE_MS, undefined, { signal });
  }
  throw await notReady(engine, `${url}/readyz`, { name, timeout, last });
}

function hasEnded(container: Container | undefined): boolean {
  if (container === undefined || container.restarts > 0) return true;
  return container.status !== 'running' && container.status !== 'created';
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
