/** Ctrl-C, and a request to end. */
const SIGNALS: NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];
/** A terminal that is closed. nohup shields from it, and takes stdin away from the terminal. */
if (process.stdin.isTTY) SIGNALS.push('SIGHUP');

/** npm and npx pass on what the terminal has sent to the whole group already: one Ctrl-C may arrive twice. */
const ONE_PRESS_MS = 500;

/** Somebody pressed Ctrl-C, or the process was asked to end. It has been cleaned up; the exit code is 130. */
export class Interrupted extends Error {
  readonly exitCode = 130;

  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/**
 * Runs `work` with a signal that a first Ctrl-C aborts, so that the work can leave nothing half done; a second
 * Ctrl-C ends the process as usual.
 * @throws Interrupted  where the work ends because of it
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  // Stays on until the work has ended: execa ends this process by itself where nobody else listens.
  let first = Infinity;
  const onSignal = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (now - first > ONE_PRESS_MS) {
      process.off(signal, onSignal);
      process.kill(process.pid, signal);
    }
    // The terminal has written ^C where the cursor stood.
    if (first === Infinity && signal === 'SIGINT' && process.stdout.isTTY) process.stdout.write('\n');
    first = Math.min(first, now);
    controller.abort(new Interrupted());
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await work(controller.signal);
  } catch (error) {
    // What was aborted says so in words of its own.
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
