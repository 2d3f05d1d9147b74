import type { Io } from '../../io/io.ts';
import { call, commandLine } from '../engine/cli.ts';
import { findContainer } from '../engine/container.ts';
import { stopContainer } from './docker-run.ts';
import { containerEnded } from './ended.ts';
import type { Engine } from '../engine/engine.ts';

/**
 * Shows the container's log until the container ends, or until the signal stops it.
 * @throws UserError  container-ended (exit 1), where it ends with another exit code than 0
 * @throws the signal's reason, once the container has stopped
 */
export async function followLog(engine: Engine, name: string, io: Io, signal: AbortSignal): Promise<void> {
  const args = ['logs', '-f', name];
  io.say('');
  io.say(`$ ${commandLine(engine.command, args)}`);
  try {
    await call(engine.command, args, { signal, onOutput: io.progress });
  } catch (error) {
    // What is being answered is finished first.
    if (signal.aborted) await stopContainer(engine, name, io);
    throw error;
  }
  const container = await findContainer(engine, name);
  if (container?.exitCode !== 0) throw await containerEnded(engine, name, container, 'by itself');
  io.say(`the container ${name} has ended`);
}
