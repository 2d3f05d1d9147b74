import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mainCommand } from '../../lib/commands/commands.ts';
import type { Flags } from '../../lib/interview/answers.ts';
import type { Io } from '../../lib/io/io.ts';
import { packageRoot } from '../../lib/package.ts';

/** The disk, and nobody to talk to. */
export function quietIo(said: string[] = []): Io {
  return {
    interactive: false,
    ask: () => Promise.reject(new Error('nobody is there to be asked')),
    say: (line) => void said.push(line),
    progress: () => {},
    async write(file, content) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    },
  };
}

/**
 * What `ml-docker DIRECTORY --yes --skip-install` does, in this process: a process for each of many projects would
 * take longer than all the rest.
 * @throws UserError  as the command would print it
 */
export async function emit(directory: string, flags: Flags): Promise<void> {
  const invocation = { cwd: path.dirname(directory), positionals: [directory] };
  await mainCommand.execute({ ...invocation, flags: { yes: true, skipInstall: true, ...flags } }, quietIo());
}

/** The same, ready to run on this machine: with the packages of the living service. */
export async function emitRunnable(directory: string, flags: Flags): Promise<void> {
  await emit(directory, flags);
  const installed = path.join(packageRoot, 'templates', 'service', 'node_modules');
  await symlink(installed, path.join(directory, 'node_modules'), 'junction');
}
