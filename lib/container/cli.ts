import { execa } from 'execa';

/** How one call of docker or podman ended. */
export interface CallResult {
  /** undefined where the program could not be started or was ended by a signal. */
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  /** There is no such program. */
  notFound: boolean;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Milliseconds after which the call is ended. */
  timeout?: number;
  cwd?: string;
  /** Gets stdout and stderr as they come. */
  onOutput?: (chunk: string) => void;
}

/**
 * Runs docker or podman, never through a shell, and never with somebody to ask: stdin is empty.
 * @throws the signal's reason, where it is aborted
 */
export async function call(command: string, args: string[], options: CallOptions = {}): Promise<CallResult> {
  const { signal, onOutput, timeout, cwd } = options;
  signal?.throwIfAborted();
  const subprocess = execa(command, args, {
    stdin: 'ignore',
    reject: false,
    all: true,
    ...(signal && { cancelSignal: signal }),
    ...(timeout !== undefined && { timeout }),
    ...(cwd !== undefined && { cwd }),
  });
  if (onOutput !== undefined) subprocess.all.setEncoding('utf8').on('data', onOutput);
  const { exitCode, stdout, stderr, code } = await subprocess;
  // A Ctrl-C reaches docker as well, so its failure may come in before the abort does.
  await new Promise(setImmediate);
  signal?.throwIfAborted();
  return { exitCode, stdout, stderr, notFound: code === 'ENOENT' };
}

/** A command as it can be copied into a shell. */
export function commandLine(command: string, args: string[]): string {
  return [command, ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}

/** The lines of what a program wrote that say something. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}
