import type { CardOutput } from '../../card.ts';
import type { Config } from '../../config.ts';
import type { Metrics } from '../metrics.ts';
import { Problem } from '../problems.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { batchKey, bytesOf, rowsOf } from './batch.ts';

/** One request that waits for its run. Resolving or rejecting it a second time does nothing. */
export interface Job {
  inputs: Tensor[];
  outputs: CardOutput[];
  /** 0 where it has to run alone. */
  rows: number;
  bytes: number;
  /** Equal for jobs that may run together. */
  key: string;
  isGone: () => boolean;
  resolve: (outputs: Tensor[]) => void;
  reject: (error: Error) => void;
}

/** Joining copies: so much takes the main thread 2 ms, and what is larger gains nothing by it. */
const MOST_JOINED = 8 * 1024 * 1024;

/** The requests that wait for a worker, first come, first served; each with a deadline. */
export class Queue {
  #jobs: Job[] = [];
  readonly #limit: number;
  readonly #deadline: number;
  readonly #metrics: Metrics;

  constructor({ queueLimit, deadline }: Config, metrics: Metrics) {
    this.#limit = queueLimit;
    this.#deadline = deadline;
    this.#metrics = metrics;
  }

  /**
   * @param left milliseconds to the deadline.
   * @returns the outputs, once a run has given them.
   * @throws Problem 503 at once where the queue is full; 504 when the deadline passes, in the queue or in a run.
   */
  add(inputs: Tensor[], outputs: CardOutput[], isGone: () => boolean, left: number): Promise<Tensor[]> {
    if (this.#jobs.length >= this.#limit) {
      this.#metrics.refused.inc({ reason: 'queue full' });
      const detail = `${this.#limit} requests are waiting already. Try again later.`;
      return Promise.reject(new Problem(503, detail, { headers: { 'Retry-After': '1' } }));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(job), left);
      const job: Job = {
        inputs,
        outputs,
        rows: rowsOf(inputs),
        bytes: bytesOf(inputs),
        key: batchKey(inputs, outputs),
        isGone,
        resolve: (result) => (clearTimeout(timer), resolve(result)),
        reject: (error) => (clearTimeout(timer), reject(error)),
      };
      this.#jobs.push(job);
      this.#metrics.queueDepth.set(this.#jobs.length);
    });
  }

  /**
   * Takes the first job, and with it those that may share its run.
   * @param rows how many rows a shared run may have; 0 takes one job only.
   */
  take(rows: number): Job[] {
    this.#jobs = this.#jobs.filter((job) => !this.#isAbandoned(job));
    const first = this.#jobs.shift();
    if (!first) return [];
    const taken = [first];
    let free = first.rows === 0 ? 0 : rows - first.rows;
    let room = MOST_JOINED - first.bytes;
    if (free > 0 && this.#jobs.length > 0) {
      this.#jobs = this.#jobs.filter((job) => {
        const fits = job.rows > 0 && job.rows <= free && job.bytes <= room && job.key === first.key;
        if (!fits) return true;
        taken.push(job);
        free -= job.rows;
        room -= job.bytes;
        return false;
      });
    }
    this.#metrics.queueDepth.set(this.#jobs.length);
    return taken;
  }

  /** Nobody waits for the answer of a client that has gone. */
  #isAbandoned(job: Job): boolean {
    if (!job.isGone()) return false;
    this.#metrics.refused.inc({ reason: 'client gone' });
    job.reject(new Problem(503, 'The client has closed the connection.'));
    return true;
  }

  #expire(job: Job): void {
    this.#jobs = this.#jobs.filter((waiting) => waiting !== job);
    this.#metrics.queueDepth.set(this.#jobs.length);
    this.#metrics.refused.inc({ reason: 'deadline' });
    job.reject(new Problem(504, `There was no answer within ${this.#deadline} ms.`));
  }
}
