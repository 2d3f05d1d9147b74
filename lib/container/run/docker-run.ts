import type { Io } from '../../io/io.ts';
import { call, commandLine } from '../engine/cli.ts';
import { discardContainer, findContainer, isOurs, type Container } from '../engine/container.ts';
import type { Engine } from '../engine/engine.ts';
import { engineFailed } from '../engine/failure.ts';
import { containerKept, containerRuns, nameTaken, runRefused } from './errors.ts';
import { runArguments, type RunOptions } from './options.ts';

/** What `docker run` needs to know. */
export interface StartOptions extends RunOptions {
  /** Of the image and of the container. */
  name: string;
  /** The port inside. */
  port: number;
  /** The port on the engine's host. */
  hostPort: number;
}

/**
 * Starts a container of the image `name` in the background, as the tutorial does, and prints the command first.
 * Where it fails or is interrupted, no container is left.
 * @throws UserError  port-taken, container-name-taken, init-missing, run-option, engine-failed (exit 1)
 */
export async function startContainer(
  engine: Engine,
  options: StartOptions,
  io: Io,
  signal?: AbortSignal,
): Promise<void> {
  const { name, port, hostPort } = options;
  const { args: given, env } = runArguments(options);
  const args = ['run', '-d', '--init', '--name', name, '-p', `${hostPort}:${port}`, ...given, name];
  io.say(`$ ${commandLine(engine.command, args)}`);
  const hidden = Object.keys(env);
  if (hidden.length > 0) io.say(`  (${hidden.join(', ')}: the value is in the environment of this command)`);
  try {
    const { exitCode, stderr } = await call(engine.command, args, { signal, env });
    if (exitCode !== 0) throw runRefused(engine, args, { name, hostPort, stderr });
  } catch (error) {
    await discardOwn(engine, name);
    throw error;
  }
}

/**
 * Makes way for a new container of that name: one of this project is stopped and removed, after a question where there
 * is somebody to ask and no `yes` yet. Where nobody can be asked, one that runs is somebody's service.
 * @throws UserError  container-name-taken where it is somebody else's; container-kept where the answer is no;
 *   container-runs where there was nobody to ask
 */
export async function replaceOwn(
  engine: Engine,
  { name, yes = false }: { name: string; yes?: boolean | undefined },
  io: Io,
  signal?: AbortSignal,
): Promise<void> {
  const container = await findContainer(engine, name, signal);
  if (container === undefined) return;
  if (!isOurs(container, name)) throw nameTaken(engine, name);
  if (!yes && !io.interactive && container.status === 'running') throw containerRuns(engine, name);
  if (!yes && io.interactive && !(await askToReplace(io, container))) throw containerKept(engine, name);
  // A stop lets requests in flight finish.
  if (container.status === 'running') {
    await run(engine, ['stop', name], io, signal);
    await run(engine, ['rm', name], io, signal);
  } else {
    await run(engine, ['rm', '-f', name], io, signal);
  }
}

/** Stops a container of that name; what runs in it gets the time to finish. */
export function stopContainer(engine: Engine, name: string, io: Io): Promise<void> {
  return run(engine, ['stop', name], io);
}

/** One step on a container, printed first; it is not a fault where the container has gone. */
async function run(engine: Engine, args: string[], io: Io, signal?: AbortSignal): Promise<void> {
  io.say(`$ ${commandLine(engine.command, args)}`);
  const { exitCode, stderr } = await call(engine.command, args, { signal });
  if (exitCode !== 0 && !/no such container/i.test(stderr)) throw engineFailed(engine, args, stderr);
}

/** Removes the container called `name`, if it is one of this project; for what a failed or interrupted step leaves. */
export async function discardOwn(engine: Engine, name: string): Promise<void> {
  const container = await findContainer(engine, name).catch(() => undefined);
  if (container !== undefined && isOurs(container, name)) await discardContainer(engine, container.id);
}

function askToReplace(io: Io, { name, status }: Container): Promise<boolean> {
  return io.ask({
    name: 'replace',
    type: 'confirm',
    message: `There is a container ${name} of this project already (${status}). Replace it?`,
    default: true,
  });
}
