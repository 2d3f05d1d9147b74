import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';

/** Whether requests share runs, for the queues, the log and the metrics. */
export class Joining {
  /** How many rows a shared run may have; 0 where every request runs alone. */
  rows = 0;
  readonly #log: Log;
  readonly #metrics: Metrics;

  constructor(log: Log, metrics: Metrics) {
    this.#log = log;
    this.#metrics = metrics;
  }

  set(rows: number, reason: string): void {
    this.rows = rows;
    const batching = rows > 0;
    this.#metrics.batching.reset();
    this.#metrics.batching.set({ reason }, batching ? 1 : 0);
    this.#log.info(
      { batching, reason },
      batching ? 'requests are joined to batches' : 'every request runs alone',
    );
  }
}
