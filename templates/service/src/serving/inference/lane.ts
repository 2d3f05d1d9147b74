import type { CardOutput } from '../../card.ts';
import type { Config } from '../../config.ts';
import type { Patience } from '../http/turn.ts';
import type { Metrics } from '../metrics.ts';
import { Problem } from '../problems.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { join, split } from './batch.ts';
import type { Joining } from './joining.ts';
import type { Model } from './model.ts';
import type { Job, Waiting } from './queue.ts';
import { Queue } from './queue.ts';

/** Those who have the model loaded, and which of them have nothing to do. */
export interface Runners {
  readonly hasIdle: boolean;
  /** One that has nothing to do (see `hasIdle`), until it is given back. */
  take(): Model;
  giveBack(model: Model): void;
}

/** What the lanes of one service have in common. */
interface Shared {
  joining: Joining;
  /** Adds to outputs what is known of them. */
  marked: (outputs: Tensor[]) => Tensor[];
  waiting: Waiting;
  config: Config;
  metrics: Metrics;
}

/**
 * A queue and those who run what waits in it: whatever has gathered there while they were busy goes into the next run
 * together, where that was proved harmless. Nobody waits for a batch to fill.
 */
export class Lane {
  readonly #queue: Queue;
  readonly #runners: Runners;
  readonly #joining: Joining;
  readonly #marked: (outputs: Tensor[]) => Tensor[];
  readonly #metrics: Metrics;
  readonly #mostBytes: () => number;
  #isDue = false;

  /** @param mostBytes how many bytes the inputs of joined requests may have. */
  constructor(
    runners: Runners,
    mostBytes: () => number,
    { joining, marked, waiting, config, metrics }: Shared,
  ) {
    this.#runners = runners;
    this.#mostBytes = mostBytes;
    this.#queue = new Queue(config, metrics, waiting);
    this.#joining = joining;
    this.#marked = marked;
    this.#metrics = metrics;
  }

  /** @returns one tensor per output; @throws as `Inference.run`. */
  add(inputs: Tensor[], outputs: CardOutput[], patience: Patience): Promise<Tensor[]> {
    const answer = this.#queue.add(inputs, outputs, patience);
    this.wake();
    return answer;
  }

  /** Not at once: requests that arrive in the same turn of the event loop can share a run. */
  wake(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#dispatch();
    });
  }

  /** Gives all who wait the same answer. */
  refuse(error: Error): void {
    for (const job of this.#queue.clear()) job.reject(error);
  }

  #dispatch(): void {
    while (this.#runners.hasIdle) {
      const jobs = this.#queue.take(this.#joining.rows, this.#mostBytes());
      if (jobs.length === 0) return;
      const model = this.#runners.take();
      void this.#execute(model, jobs).then(() => this.#runners.giveBack(model));
    }
  }

  /** Runs jobs together and settles each of them. */
  async #execute(model: Model, jobs: Job[]): Promise<void> {
    try {
      const [first] = jobs as [Job];
      this.#metrics.batchRequests.observe(jobs.length);
      const inputs = jobs.length === 1 ? first.inputs : join(jobs.map((job) => job.inputs));
      const { outputs: given, seconds } = await model.run(inputs, first.outputs);
      this.#metrics.runTime.observe(seconds);
      const outputs = this.#marked(given);
      if (jobs.length === 1) return first.resolve(outputs);
      const parts = split(
        outputs,
        jobs.map((job) => job.rows),
      );
      if (parts) return jobs.forEach((job, index) => job.resolve(parts[index]!));
      this.#joining.set(0, 'an answer did not have one row for each row of the inputs');
    } catch (error) {
      const isRejection = error instanceof Problem && error.status === 422;
      if (jobs.length === 1 || !isRejection) return jobs.forEach((job) => job.reject(error as Error));
    }
    // One request's values, or the joining itself, did not suit the model: give every request its own answer.
    for (const job of jobs) await this.#execute(model, [job]);
  }
}
