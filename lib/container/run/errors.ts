import { UserError } from '../../errors.ts';
import { linesOf } from '../engine/cli.ts';
import type { Engine } from '../engine/engine.ts';
import { engineFailed } from '../engine/failure.ts';

/** Why `docker run` was refused, as far as its words tell. */
export function runRefused(
  engine: Engine,
  args: string[],
  { name, hostPort, stderr }: { name: string; hostPort: number; stderr: string },
): UserError {
  if (/port is already allocated|address already in use|ports are not available/i.test(stderr)) {
    return portTaken(engine, hostPort);
  }
  if (/name "?[^"]*"? is already in use/i.test(stderr)) return nameTaken(engine, name);
  if (/container-init binary not found/.test(stderr)) return initMissing(stderr);
  if (/range of cpus|memory limit|restart policy|invalid --|invalid argument|invalid value/i.test(stderr)) {
    return optionRefused(engine, stderr);
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
export function portTaken({ command }: Engine, port: number, { holder, free }: TakenPort = {}): UserError {
  const by = holder === undefined ? 'another program' : `the container ${holder}`;
  return new UserError({
    code: 'port-taken',
    what: `Port ${port} is held by ${by}`,
    next: [
      ...(holder === undefined ? [] : [`stop it: ${command} stop ${holder}`]),
      `take another port of the host: ml-docker run --host-port ${free ?? 'N'}`,
    ],
    exitCode: 1,
  });
}

/** The error for a name that somebody else's container has. */
export function nameTaken({ command }: Engine, name: string): UserError {
  return new UserError({
    code: 'container-name-taken',
    what: `There is a container ${name} that this project did not create`,
    details: ['It is left as it is: it may hold work of yours.'],
    next: [
      `give it another name: ${command} rename ${name} ${name}-old`,
      `or, if nobody needs it, remove it: ${command} rm -f ${name}`,
    ],
    exitCode: 1,
  });
}

/** The error where somebody does not want the running container to be replaced. */
export function containerRuns({ command }: Engine, name: string): UserError {
  return new UserError({
    code: 'container-runs',
    what: `The container ${name} of this project is running, and nobody can be asked whether to replace it`,
    next: [
      'replace it: ml-docker run --yes',
      `or run another one beside it: ${command} run -d --init -P ${name}`,
    ],
    exitCode: 1,
  });
}

export function containerKept({ command }: Engine, name: string): UserError {
  return new UserError({
    code: 'container-kept',
    what: `The container ${name} was kept, so no new one was started`,
    next: `run it under another name: ${command} run -d --init -P ${name}`,
    exitCode: 1,
  });
}

function initMissing(stderr: string): UserError {
  return new UserError({
    code: 'init-missing',
    what: 'podman lacks the program that --init runs first in a container',
    details: linesOf(stderr).slice(-3),
    next: "install it: sudo apt-get install catatonit (or your system's package of that name)",
    exitCode: 1,
  });
}

function optionRefused({ name }: Engine, stderr: string): UserError {
  return new UserError({
    code: 'run-option',
    what: `${name} cannot start the container with these options`,
    details: linesOf(stderr).slice(0, 3),
    next: 'correct what it names, --memory, --cpus or --restart, and run the same command again',
    exitCode: 1,
  });
}
