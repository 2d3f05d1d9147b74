import type { Io } from '../io/io.ts';
import { UserError } from '../errors.ts';
import { isPortFree, nextFreePort } from '../container/values/port.ts';

export interface Port {
  port: number;
  /** Whether the service is to be started on this machine right away. */
  run: boolean;
  /** Whether it is our own container of that name that holds the port: it will be replaced. */
  isOurs: () => Promise<boolean>;
}

/**
 * What becomes of a port that is taken on this machine: a question in the interview, an error where the service
 * is to be started at once, else a notice.
 * @returns the port to use
 * @throws UserError  with `run`, where nobody can be asked
 */
export async function settlePort({ port, run, isOurs }: Port, io: Io): Promise<number> {
  if ((await isPortFree(port)) || (await isOurs())) return port;
  const free = await nextFreePort(port + 1);
  const offer = free === undefined ? 'another one' : String(free);
  if (io.interactive && free !== undefined) {
    return io.ask<number>({
      name: 'takenPort',
      type: 'select',
      message: `Port ${port} is taken on this machine. Which one?`,
      default: free,
      choices: [
        { name: `${free}, the next free one`, value: free },
        { name: `${port} all the same (stop the other program before you run it)`, value: port },
      ],
    });
  }
  if (!run) {
    io.say(`notice: port ${port} is taken on this machine just now; --port ${offer} is free`);
    return port;
  }
  throw new UserError({
    code: 'port-taken',
    what: `Port ${port} is taken on this machine; nothing was written`,
    where: '--port',
    next: `use the next free one: --port ${offer}; or stop the program that holds ${port}`,
  });
}
