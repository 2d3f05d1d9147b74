import type { Io } from '../io.ts';
import { UserError } from '../errors.ts';
import { call, commandLine, linesOf } from './cli.ts';
import { discardContainer, findContainer, isOurs, type Container } from './container.ts';
import type { Engine } from './engine.ts';
import { engineFailed } from './failure.ts';

/** What `docker run` needs to know. */
export interface StartOptions {
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
 * @throws UserError  port-taken, container-name-taken, init-missing, engine-failed (exit 1)
 */
export async function startContainer(
  engine: Engine,
  options: StartOptions,
  io: Io,
  signal?: AbortSignal,
): Promise<void> {
  const { name, port, hostPort } = options;
  const args = ['run', '-d', '--init', '--name', name, '-p', `${hostPort}:${port}`, name];
  io.say(`$ ${commandLine(engine.command, args)}`);
  try {
    const { exitCode, stderr } = await call(engine.command, args, { signal });
    if (exitCode !== 0) throw refusal(engine, args, options, stderr);
  } catch (error) {
    await discardOwn(engine, name);
    throw error;
  }
}

/**
 * Makes way for a new container of that name: one of ours is stopped and removed, after a question where there
 * is somebody to ask and no `yes` yet.
 * @throws UserError  container-name-taken where it is somebody else's; container-kept where the answer is no
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
  if (io.interactive && !yes && !(await askToReplace(io, container))) throw kept(engine, name);
  // A stop lets requests in flight finish.
  const steps =
    container.status === 'running'
      ? [
          ['stop', name],
          ['rm', name],
        ]
      : [['rm', '-f', name]];
  for (const args of steps) {
    io.say(`$ ${commandLine(engine.command, args)}`);
    const { exitCode, stderr } = await call(engine.command, args, { signal });
    if (exitCode !== 0 && !/no such container/i.test(stderr)) throw engineFailed(engine, args, stderr);
  }
}

/** Removes the container called `name`, if it is one of ours; for what a failed or interrupted step leaves. */
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

function refusal(
  engine: Engine,
  args: string[],
  { name, hostPort }: StartOptions,
  stderr: string,
): UserError {
  if (/port is already allocated|address already in use|ports are not available/i.test(stderr)) {
    return portTaken(hostPort);
  }
  if (/name "?[^"]*"? is already in use/i.test(stderr)) return nameTaken(engine, name);
  if (/container-init binary not found/.test(stderr)) {
    return new UserError({
      code: 'init-missing',
      what: 'podman lacks the program that --init puts first into a container',
      details: linesOf(stderr).slice(-3),
      next: "install it: sudo apt-get install catatonit (or your system's package of that name)",
      exitCode: 1,
    });
  }
  return engineFailed(engine, args, stderr);
}

/** What is known of a port that cannot be published. */
export interface TakenPort {
  /** The container that holds it. */
  holder?: string | undefined;
  /** Another one that is free. */
  free?: number | undefined;
}

/** The error for a port of the host that is held by somebody else. */
export function portTaken(port: number, { holder, free }: TakenPort = {}): UserError {
  const by = holder === undefined ? 'another program' : `the container ${holder}`;
  return new UserError({
    code: 'port-taken',
    what: `Port ${port} is held by ${by}`,
    next: [
      ...(holder === undefined ? [] : [`stop it: docker stop ${holder}`]),
      `take another port of the host: ml-docker run --host-port ${free ?? 'N'}`,
    ],
    exitCode: 1,
  });
}

function nameTaken({ command }: Engine, name: string): UserError {
  return new UserError({
    code: 'container-name-taken',
    what: `There is a container ${name} that this project has not made`,
    details: ['It is left as it is: it may hold work of yours.'],
    next: [
      `give it another name: ${command} rename ${name} ${name}-old`,
      `or, if nobody needs it, remove it: ${command} rm -f ${name}`,
    ],
    exitCode: 1,
  });
}

function kept({ command }: Engine, name: string): UserError {
  return new UserError({
    code: 'container-kept',
    what: `The container ${name} was kept, so no new one was started`,
    next: `run it under another name: ${command} run -d --init -P ${name}`,
    exitCode: 1,
  });
}
