import { UserError } from '../../errors.ts';
import { logTail, type Container } from '../engine/container.ts';
import type { Engine } from '../engine/engine.ts';

/** The error for a container that does not run any more, with the end of its log; undefined: it was removed. */
export async function containerEnded(
  engine: Engine,
  name: string,
  container: Container | undefined,
  when = 'before it was ready',
): Promise<UserError> {
  const log = container && (await logTail(engine, name));
  const isMemory = container?.outOfMemory === true;
  return new UserError({
    code: 'container-ended',
    what: `The container ${name} ${howItEnded(container)} ${when}`,
    details: [
      ...(isMemory ? ['Its memory ran out: the system ended a process in it.'] : []),
      ...(log === undefined
        ? []
        : log.length === 0
          ? ['Its log is empty.']
          : ['The end of its log:', ...log]),
    ],
    next: [
      ...(isMemory ? ['give it more: ml-docker run --memory 1g'] : []),
      ...(log === undefined ? [] : [`see all of its log: ${engine.command} logs ${name}`]),
      'fix what it names, then: ml-docker build && ml-docker run',
    ],
    exitCode: 1,
  });
}

function howItEnded(container: Container | undefined): string {
  if (container === undefined) return 'was removed';
  if (container.restarts === 0) return `ended with exit code ${container.exitCode}`;
  return 'ended, and was started again by its restart policy,';
}
