import { isPortFree } from '../values/port.ts';
import { UserError } from '../../errors.ts';
import { isOurs, runningContainers } from '../engine/container.ts';
import { findEngine, type Engine } from '../engine/engine.ts';
import { hostAddress } from '../engine/host.ts';

/** What holds a port: a container by its name, or some other program. */
export interface PortHolder {
  container?: string;
  /** It is the container that the next run replaces. */
  isOurs: boolean;
}

export interface PortQuestion {
  /** The API's name. */
  name: string;
  engine: Engine;
  /** Whether the engine runs on this machine, so that its other programs count as well. */
  local?: boolean;
  signal?: AbortSignal | undefined;
}

/** What holds a TCP port of the engine's host; undefined where it is free. */
export async function portHolder(port: number, question: PortQuestion): Promise<PortHolder | undefined> {
  const { name, engine, local = true, signal } = question;
  const containers = await runningContainers(engine, signal);
  const holder = containers.find(({ hostPorts }) => hostPorts.includes(port));
  if (holder !== undefined) {
    return { container: holder.name, isOurs: holder.name === name && isOurs(holder, name) };
  }
  return local && !(await isPortFree(port)) ? { isOurs: false } : undefined;
}

/** The first free port of the engine's host from `port` upwards; undefined where there is none. */
export async function freePortFrom(port: number, question: PortQuestion): Promise<number | undefined> {
  const { engine, local = true, signal } = question;
  const held = (await runningContainers(engine, signal)).flatMap(({ hostPorts }) => hostPorts);
  for (let candidate = port; candidate <= 65535; candidate++) {
    if (!held.includes(candidate) && (!local || (await isPortFree(candidate)))) return candidate;
  }
  return undefined;
}

/**
 * Whether the container of the API `name` could have a port, although something on this machine listens there: it
 * may be that very container, which is replaced, or the engine may run on another machine. False where no engine
 * answers.
 * @param wanted  docker or podman; absent: the first one that answers
 */
export async function canPublish(port: number, name: string, wanted?: string): Promise<boolean> {
  try {
    const engine = await findEngine(wanted);
    const local = (await hostAddress(engine)) === 'localhost';
    const holder = await portHolder(port, { name, engine, local });
    return holder === undefined || holder.isOurs;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
