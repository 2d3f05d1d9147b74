import { call, linesOf } from './cli.ts';
import type { Engine } from './engine.ts';
import { engineFailed } from './failure.ts';

/** The label that the Dockerfile puts on an image, and so on its containers: whose name it is. */
export const NAME_LABEL = 'io.github.ml-docker.name';

/** A container as its engine describes it. */
export interface Container {
  id: string;
  name: string;
  /** created, running, paused, restarting, exited, dead */
  status: string;
  exitCode: number;
  /** Whether the system ended a process in it because its memory ran out. */
  outOfMemory: boolean;
  /** How often its restart policy has started it again. */
  restarts: number;
  /** starting, healthy, unhealthy; undefined where the image has no health check. */
  health: string | undefined;
  labels: Record<string, string>;
  /** TCP ports that it holds on the engine's host. */
  hostPorts: number[];
}

interface Inspected {
  Id: string;
  Name: string;
  State: { Status: string; ExitCode: number; OOMKilled?: boolean; Health?: { Status?: string } | null };
  RestartCount?: number;
  Config: { Labels?: Record<string, string> | null };
  NetworkSettings: { Ports?: Record<string, { HostPort: string }[] | null> | null };
}

/** The container called `name`, whatever its state; undefined where there is none. */
export async function findContainer(
  engine: Engine,
  name: string,
  signal?: AbortSignal,
): Promise<Container | undefined> {
  const args = ['container', 'inspect', name];
  const { exitCode, stdout, stderr } = await call(engine.command, args, { signal });
  if (exitCode === 0) return (JSON.parse(stdout) as Inspected[]).map(toContainer)[0];
  if (/no such (container|object)/i.test(stderr)) return undefined;
  throw engineFailed(engine, args, stderr);
}

/** All running containers. */
export async function runningContainers(engine: Engine, signal?: AbortSignal): Promise<Container[]> {
  const list = await call(engine.command, ['ps', '-q', '--no-trunc'], { signal });
  if (list.exitCode !== 0) throw engineFailed(engine, ['ps'], list.stderr);
  const ids = linesOf(list.stdout);
  if (ids.length === 0) return [];
  // One that ends in the meantime makes the call fail, but the others are still listed.
  const { stdout } = await call(engine.command, ['container', 'inspect', ...ids], { signal });
  return (JSON.parse(stdout || '[]') as Inspected[]).map(toContainer);
}

/** Whether the container was started from an image of the API `name`. */
export function isOurs(container: Container, name: string): boolean {
  return container.labels[NAME_LABEL] === name;
}

/** The last lines of what the container wrote. */
export async function logTail(engine: Engine, name: string, lines = 20): Promise<string[]> {
  let text = '';
  await call(engine.command, ['logs', '--tail', String(lines), name], {
    onOutput: (chunk) => (text += chunk),
  });
  return linesOf(text);
}

/** Removes the container, running or not; it is no error where there is none. */
export async function discardContainer(engine: Engine, name: string): Promise<void> {
  await call(engine.command, ['rm', '-f', name]);
}

function toContainer(inspected: Inspected): Container {
  const { Id, Name, State, Config, NetworkSettings, RestartCount = 0 } = inspected;
  const bindings = Object.entries(NetworkSettings.Ports ?? {})
    .filter(([port]) => port.endsWith('/tcp'))
    .flatMap(([, published]) => published ?? []);
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    status: State.Status,
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled === true,
    restarts: RestartCount,
    health: State.Health?.Status || undefined,
    labels: Config.Labels ?? {},
    hostPorts: [...new Set(bindings.map(({ HostPort }) => Number(HostPort)))],
  };
}
