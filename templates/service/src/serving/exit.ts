import type { Config } from '../config.ts';

/** Does what the service cannot start without; where that fails, says why without a stack and ends with 1. */
export async function orExit<Result>(step: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    return exit((error as Error).message);
  }
}

/** Ends where the service cannot listen, and says what to do about it. */
export function exitUnheard({ code, message }: NodeJS.ErrnoException, { host, port }: Config): never {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken by another program, or by this one. Stop that, or take another port: PORT=${port + 1} npm start`,
    EACCES: `Port ${port} needs privileges. Take one from 1024 up: PORT=8000 npm start`,
    EADDRNOTAVAIL: `HOST=${host} is not an address of this machine. Take 127.0.0.1, or 0.0.0.0 for all that it has.`,
    ENOTFOUND: `HOST=${host} is not an address of this machine. Take 127.0.0.1, or 0.0.0.0 for all that it has.`,
  };
  exit(reasons[code ?? ''] ?? `The service cannot listen: ${message}`);
}

function exit(reason: string): never {
  console.error(reason);
  process.exit(1);
}
