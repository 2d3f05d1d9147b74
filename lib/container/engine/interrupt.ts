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
  const onSignal = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      process.off(signal, onSignal);
      process.kill(process.pid, signal);
    }
    controller.abort(new Interrupted());
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await work(controller.signal);
  } catch (error) {
    // What was aborted says so in words of its own.
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
