import type { CardOutput } from '../../card.ts';
import type { Config } from '../../config.ts';
import type { Patience } from '../http/turn.ts';
import type { Metrics } from '../metrics.ts';
import { Problem } from '../problems.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { areAlike, bytesOf, rowsOf } from './batch.ts';

/**
 * One request that waits for its run. Resolving or rejecting it a second time does nothing. (A class, as V8 allocates
 * functions that are written as properties in old space, where they keep the whole request until a major collection.)
 */
export class Job {
  readonly inputs: Tensor[];
  readonly outputs: CardOutput[];
  readonly patience: Patience;
  /** 0 where it has to run alone. */
  readonly rows: number;
  readonly bytes: number;
  readonly answer: Promise<Tensor[]>;
  #resolve!: (outputs: Tensor[]) => void;
  #reject!: (error: Error) => void;
  readonly #timer: NodeJS.Timeout;

  /** @param onDeadline called when the deadline has passed without an answer. */
  constructor(inputs: Tensor[], outputs: CardOutput[], patience: Patience, onDeadline: (job: Job) => void) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.patience = patience;
    this.rows = rowsOf(inputs);
    this.bytes = bytesOf(inputs);
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(onDeadline, patience.left, this);
  }

  resolve(outputs: Tensor[]): void {
    clearTimeout(this.#timer);
    this.#resolve(outputs);
  }

  reject(error: Error): void {
    clearTimeout(this.#timer);
    this.#reject(error);
  }
}

/** How many requests wait, in all queues together. */
export interface Waiting {
  count: number;
}

/** The requests that wait for a run, first come, first served; each with a deadline. */
export class Queue {
  #jobs: Job[] = [];
  readonly #waiting: Waiting;
  readonly #limit: number;
  readonly #deadline: number;
  readonly #metrics: Metrics;

  constructor({ queueLimit, deadline }: Config, metrics: Metrics, waiting: Waiting) {
    this.#waiting = waiting;
    this.#limit = queueLimit;
    this.#deadline = deadline;
    this.#metrics = metrics;
  }

  /**
   * @returns the outputs, once a run has given them.
   * @throws Problem 503 at once where the queue is full; 504 when the deadline passes, in the queue or in a run.
   */
  add(inputs: Tensor[], outputs: CardOutput[], patience: Patience): Promise<Tensor[]> {
    if (this.#waiting.count >= this.#limit) {
      this.#metrics.refused.inc({ reason: 'queue full' });
      const detail = `${this.#limit} requests are waiting already. Try again later.`;
      return Promise.reject(new Problem(503, detail, { headers: { 'Retry-After': '1' } }));
    }
    const job = new Job(inputs, outputs, patience, this.#expire);
    this.#jobs.push(job);
    this.#count(1);
    return job.answer;
  }

  /**
   * Takes the first job, and with it those that may share its run.
   * @param rows how many rows a shared run may have; 0 takes one job only.
   * @param bytes how many bytes a shared run may have.
   */
  take(rows: number, bytes: number): Job[] {
    const before = this.#jobs.length;
    const taken: Job[] = [];
    const left: Job[] = [];
    for (const job of this.#jobs) {
      if (this.#isAbandoned(job)) continue;
      const [first] = taken;
      const fits = first === undefined || (job.rows <= rows && job.bytes <= bytes && mayJoin(first, job));
      if (!fits) {
        left.push(job);
        continue;
      }
      taken.push(job);
      rows -= job.rows;
      bytes -= job.bytes;
    }
    this.#jobs = left;
    this.#count(left.length - before);
    return taken;
  }

  /** Takes all of them. */
  clear(): Job[] {
    const jobs = this.#jobs;
    this.#jobs = [];
    this.#count(-jobs.length);
    return jobs;
  }

  /** Nobody waits for the answer of a client that has gone. */
  #isAbandoned(job: Job): boolean {
    if (!job.patience.isGone) return false;
    this.#metrics.refused.inc({ reason: 'client gone' });
    job.reject(new Problem(503, 'The client has closed the connection.'));
    return true;
  }

  readonly #expire = (job: Job): void => {
    const before = this.#jobs.length;
    this.#jobs = this.#jobs.filter((waiting) => waiting !== job);
    this.#count(this.#jobs.length - before);
    this.#metrics.refused.inc({ reason: 'deadline' });
    job.reject(new Problem(504, `There was no answer within ${this.#deadline} ms.`));
  };

  #count(change: number): void {
    this.#waiting.count += change;
    this.#metrics.queueDepth.set(this.#waiting.count);
  }
}

/** What has to run alone has no rows. */
function mayJoin(first: Job, job: Job): boolean {
  return first.rows > 0 && job.rows > 0 && areAlike(first, job);
}
