import { UserError } from '../../errors.ts';
import { commandLine, linesOf } from './cli.ts';
import type { Engine } from './engine.ts';

/** A call that should not fail did; what it wrote is all that is known. */
export function engineFailed(engine: Engine, args: string[], stderr: string): UserError {
  return new UserError({
    code: 'engine-failed',
    what: `${engine.name} refused a command`,
    where: commandLine(engine.command, args),
    details: linesOf(stderr).slice(-10),
    next: `see whether the engine is well: ${engine.command} info`,
    exitCode: 1,
  });
}
