import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '../engine/cli.ts';
import { findContainer } from '../engine/container.ts';
import type { Engine } from '../engine/engine.ts';
import { kindOf } from '../engine/kinds.ts';

export interface HealthOptions {
  /** The container's name. */
  name: string;
  /** Milliseconds to wait at most. */
  timeout?: number;
  signal?: AbortSignal | undefined;
}

/** The image's health check comes every 5 s, the first time 5 s after the start. */
const TIMEOUT_MS = 20_000;
const PAUSE_MS = 200;

/**
 * Waits for the engine's own health check; gives what it says at the end: `healthy`, `unhealthy`, `starting`, or
 * undefined where the image has none.
 */
export async function waitUntilHealthy(engine: Engine, options: HealthOptions): Promise<string | undefined> {
  const { name, timeout = TIMEOUT_MS, signal } = options;
  const start = Date.now();
  for (;;) {
    if (!kindOf(engine).runsHealthChecks)
      await call(engine.command, ['healthcheck', 'run', name], { signal });
    const health = (await findContainer(engine, name, signal))?.health;
    if (health !== 'starting' || Date.now() - start > timeout) return health;
    await sleep(PAUSE_MS, undefined, { signal });
  }
}
