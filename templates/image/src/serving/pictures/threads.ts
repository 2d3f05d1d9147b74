import { Worker } from 'node:worker_threads';
import type { WireProblem } from '../codec/messages.ts';
import { movable } from '../codec/messages.ts';
import type { Config } from '../../config.ts';
import { cpus } from '../cpu.ts';
import type { Turn } from '../http/turn.ts';
import { heapLimits } from '../memory.ts';
import { Problem } from '../problems.ts';
import type { Prepared } from './prepare.ts';
import type { ImageSettings } from './settings.ts';

export interface ToThread {
  bytes: Uint8Array;
}

export type FromThread =
  | { kind: 'prepared'; prepared: Prepared }
  | { kind: 'refused'; problem: WireProblem }
  /** A fault of the service. */
  | { kind: 'failed'; error: unknown };

interface Task {
  bytes: Uint8Array;
  turn: Turn;
  resolve: (prepared: Prepared) => void;
  reject: (error: Error) => void;
}

/** More would only wait for each other's memory. */
const MOST_THREADS = 4;

/**
 * Threads that make tensors of pictures, one picture each at a time; the first of them is started for the first picture. They
 * never keep the process alive.
 */
export class PictureThreads {
  readonly #settings: ImageSettings;
  readonly #config: Config;
  readonly #most: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Task>();
  #waiting: Task[] = [];

  constructor(settings: ImageSettings, config: Config) {
    this.#settings = settings;
    this.#config = config;
    this.#most = Math.max(1, Math.min(MOST_THREADS, Math.floor(cpus() / config.processes)));
  }

  /**
   * @param bytes of the file; not to be used afterwards.
   * @throws Problem 400, 413, 415 for what is no picture that can be taken; 503 where too many wait; 504 after the deadline.
   */
  prepare(bytes: Uint8Array, turn: Turn): Promise<Prepared> {
    this.#waiting = this.#waiting.filter((task) => !task.turn.isGone);
    if (this.#waiting.length >= this.#config.queueLimit) {
      const detail = `${this.#waiting.length} pictures are waiting already. Try again later.`;
      return Promise.reject(new Problem(503, detail, RETRY));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(task), turn.left);
      const task: Task = {
        bytes,
        turn,
        resolve: (prepared) => (clearTimeout(timer), resolve(prepared)),
        reject: (error) => (clearTimeout(timer), reject(error)),
      };
      this.#waiting.push(task);
      this.#give();
    });
  }

  #give(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? (this.#busy.size < this.#most ? this.#start() : undefined);
      if (!worker) return;
      const task = this.#waiting.shift()!;
      this.#busy.set(worker, task);
      const bytes = movable(task.bytes);
      worker.postMessage({ bytes } satisfies ToThread, [bytes.buffer as ArrayBuffer]);
    }
  }

  #receive(worker: Worker, answer: FromThread): void {
    const task = this.#busy.get(worker)!;
    this.#busy.delete(worker);
    this.#idle.push(worker);
    if (answer.kind === 'prepared') task.resolve(answer.prepared);
    else if (answer.kind === 'failed') task.reject(answer.error as Error);
    else
      task.reject(
        new Problem(answer.problem.status, answer.problem.detail, { headers: answer.problem.headers }),
      );
    this.#give();
  }

  /** A picture that a thread has begun with is finished, for nobody. */
  #expire(task: Task): void {
    task.reject(new Problem(504, `There was no answer within ${this.#config.deadline} ms.`));
    this.#waiting = this.#waiting.filter((waiting) => waiting !== task);
  }

  #start(): Worker {
    const options = { workerData: this.#settings, resourceLimits: heapLimits(this.#config.memory.heap) };
    const worker = new Worker(new URL('./thread.ts', import.meta.url), options);
    worker.on('message', (answer: FromThread) => this.#receive(worker, answer));
    worker.on('error', () => {}); // It exits, too.
    worker.on('exit', () => this.#replace(worker));
    worker.unref(); // last: a listener for messages takes it back
    return worker;
  }

  /** One that has died takes its picture with it; the next picture starts another. */
  #replace(worker: Worker): void {
    const task = this.#busy.get(worker);
    this.#busy.delete(worker);
    const place = this.#idle.indexOf(worker);
    if (place >= 0) this.#idle.splice(place, 1);
    task?.reject(new Problem(503, 'The thread for pictures ended in the middle of this one.', RETRY));
    this.#give();
  }
}

const RETRY = { headers: { 'Retry-After': '1' } };
