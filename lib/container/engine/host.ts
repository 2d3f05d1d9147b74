import { call } from './cli.ts';
import type { Engine } from './engine.ts';
import { kindOf } from './kinds.ts';

/**
 * The name or address under which a published port is reached: that of the machine the engine runs on, which is
 * not always this one.
 */
export async function hostAddress(engine: Engine, signal?: AbortSignal): Promise<string> {
  const { variable, args } = kindOf(engine).endpoint;
  if (args === undefined) return hostOf(process.env[variable] ?? '');
  const { stdout } = await call(engine.command, args, { signal });
  return hostOf(stdout.trim());
}

/**
 * The host in an engine's endpoint: `tcp://192.168.99.100:2376` → `192.168.99.100`; `localhost` for a socket or
 * a pipe. An IPv6 address keeps its brackets, as in a URL.
 */
export function hostOf(endpoint: string): string {
  const match = /^(?:tcp|ssh|https?):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/]+)/.exec(endpoint);
  const host = match?.[1] ?? 'localhost';
  return isLoopback(host) ? 'localhost' : host;
}

/** Whether a host, without its port, is this machine itself. */
export function isLoopback(host: string): boolean {
  return ['localhost', '[::1]', '0.0.0.0'].includes(host) || /^127\./.test(host);
}
