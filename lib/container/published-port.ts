import { isPortFree } from '../interview/port.ts';
import { isOurs, runningContainers } from './container.ts';
import type { Engine } from './engine.ts';

/** What holds a port: a container by its name, or some other program. */
export interface PortHolder {
  container?: string;
}

export interface PortQuestion {
  /** The API's name: a port held by our own container of that name counts as free, because it is replaced. */
  name: string;
  /** Absent where there is no engine to ask. */
  engine?: Engine | undefined;
  /** Whether the engine runs on this machine, so that its other programs count as well. */
  local?: boolean;
  signal?: AbortSignal | undefined;
}

/** What holds a TCP port of the engine's host; undefined where it is free for the container `name`. */
export async function portHolder(port: number, question: PortQuestion): Promise<PortHolder | undefined> {
  const { name, engine, local = true, signal } = question;
  const containers = engine === undefined ? [] : await runningContainers(engine, signal);
  const holder = containers.find(({ hostPorts }) => hostPorts.includes(port));
  if (holder !== undefined) {
    return holder.name === name && isOurs(holder, name) ? undefined : { container: holder.name };
  }
  return local && !(await isPortFree(port)) ? {} : undefined;
}
