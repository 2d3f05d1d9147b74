import { shellWord } from '../../io/shell.ts';

/** How one call of docker, podman or kubectl ended. */
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
  /** On top of this process's environment. */
  env?: Record<string, string>;
  /** What it reads from stdin, which is empty where this is absent. */
  input?: string;
  /** Gets stdout and stderr as they come. */
  onOutput?: (chunk: string) => void;
  /**
   * Ends the program after an abort, where SIGTERM would leave something behind; it is started out of reach of the
   * terminal's Ctrl-C, then.
   */
  end?: (pid: number) => Promise<void>;
}

/**
 * Runs docker, podman or kubectl, never through a shell, and never with somebody to ask: stdin is no terminal.
 * @throws the signal's reason, where it is aborted
 */
export async function call(command: string, args: string[], options: CallOptions = {}): Promise<CallResult> {
  const { signal, onOutput, timeout, cwd, env, input, end } = options;
  const { execa } = await import('execa');
  signal?.throwIfAborted();
  const subprocess = execa(command, args, {
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    reject: false,
    all: true,
    ...(signal && end === undefined && { cancelSignal: signal }),
    ...(end !== undefined && { detached: true }),
    ...(timeout !== undefined && { timeout }),
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env }),
  });
  if (onOutput !== undefined) subprocess.all.setEncoding('utf8').on('data', onOutput);
  if (end !== undefined && subprocess.pid !== undefined) {
    const { pid } = subprocess;
    signal?.addEventListener('abort', () => void end(pid), { once: true });
  }
  const { exitCode, stdout, stderr, code } = await subprocess;
  // A Ctrl-C reaches docker as well, so its failure may come in before the abort does.
  await new Promise(setImmediate);
  signal?.throwIfAborted();
  return { exitCode, stdout, stderr, notFound: code === 'ENOENT' };
}

/** A command as it can be copied into a shell. */
export function commandLine(command: string, args: string[]): string {
  return [command, ...args].map(shellWord).join(' ');
}

/** The lines of what a program wrote that say something. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}
