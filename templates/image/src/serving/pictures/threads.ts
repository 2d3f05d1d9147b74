import { Worker } from 'node:worker_threads';
import type { WireProblem } from '../codec/messages.ts';
import { movable } from '../codec/messages.ts';
import { cpus } from '../cpu.ts';
import type { Turn } from '../http/turn.ts';
import { heapLimits } from '../memory.ts';
import { Problem } from '../problems.ts';
import type { Service } from '../service.ts';
import type { Sight } from './decode.ts';
import type { Prepared } from './prepare.ts';
import type { ImageSettings } from './settings.ts';

export interface ToThread {
  bytes: Uint8Array;
  sight: Sight;
}

export type FromThread =
  | { kind: 'prepared'; prepared: Prepared }
  | { kind: 'refused'; problem: WireProblem }
  /** A fault of the service. */
  | { kind: 'failed'; error: unknown };

interface Task extends ToThread {
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
  readonly #service: Pick<Service, 'config' | 'log' | 'metrics'>;
  readonly #most: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Task>();
  #waiting: Task[] = [];

  constructor(settings: ImageSettings, service: Pick<Service, 'config' | 'log' | 'metrics'>) {
    this.#settings = settings;
    this.#service = service;
    this.#most = Math.max(1, Math.min(MOST_THREADS, Math.floor(cpus() / service.config.processes)));
  }

  /**
   * @param bytes of the file; not to be used afterwards.
   * @throws Problem 400 for what cannot be decoded; 503 where too many wait; 504 after the deadline.
   */
  prepare(bytes: Uint8Array, sight: Sight, turn: Turn): Promise<Prepared> {
    const { config, metrics } = this.#service;
    if (this.#waiting.length >= config.queueLimit) {
      metrics.refused.inc({ reason: 'queue full' });
      const detail = `${this.#waiting.length} pictures are waiting already. Try again later.`;
      return Promise.reject(new Problem(503, detail, RETRY));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(task), turn.left);
      const task: Task = {
        ...{ bytes, sight, turn },
        resolve: (prepared) => (clearTimeout(timer), resolve(prepared)),
        reject: (error) => (clearTimeout(timer), reject(error)),
      };
      this.#waiting.push(task);
      this.#give();
    });
  }

  #give(): void {
    while (this.#waiting.length > 0 && (this.#idle.length > 0 || this.#busy.size < this.#most)) {
      const task = this.#waiting.shift()!;
      if (task.turn.isGone) {
        task.reject(new Problem(503, 'The client has closed the connection.'));
        continue;
      }
      const worker = this.#idle.pop() ?? this.#start();
      this.#busy.set(worker, task);
      const bytes = movable(task.bytes);
      const message: ToThread = { bytes, sight: task.sight };
      worker.postMessage(message, [bytes.buffer as ArrayBuffer]);
    }
  }

  #receive(worker: Worker, answer: FromThread): void {
    const task = this.#busy.get(worker)!;
    this.#busy.delete(worker);
    this.#idle.push(worker);
    if (answer.kind === 'prepared') task.resolve(answer.prepared);
    else if (answer.kind === 'failed') task.reject(answer.error as Error);
    else {
      const { status, detail, headers } = answer.problem;
      task.reject(new Problem(status, detail, { headers }));
    }
    this.#give();
  }

  /** A picture that a thread has begun with is finished, for nobody. */
  #expire(task: Task): void {
    const { config, metrics } = this.#service;
    metrics.refused.inc({ reason: 'deadline' });
    task.reject(new Problem(504, `There was no answer within ${config.deadline} ms.`));
    this.#waiting = this.#waiting.filter((waiting) => waiting !== task);
  }

  #start(): Worker {
    const { memory } = this.#service.config;
    const options = { workerData: this.#settings, resourceLimits: heapLimits(memory.heap) };
    const worker = new Worker(new URL('./thread.ts', import.meta.url), options);
    let reason: string | undefined;
    worker.on('message', (answer: FromThread) => this.#receive(worker, answer));
    worker.on('error', ({ message }) => (reason = message));
    worker.on('exit', () => this.#replace(worker, reason));
    worker.unref(); // last: a listener for messages takes it back
    return worker;
  }

  /** One that has died takes its picture with it; the next picture starts another. */
  #replace(worker: Worker, reason: string | undefined): void {
    this.#service.log.error({ reason }, 'a thread for pictures ended; the next picture starts another');
    const task = this.#busy.get(worker);
    this.#busy.delete(worker);
    const place = this.#idle.indexOf(worker);
    if (place >= 0) this.#idle.splice(place, 1);
    task?.reject(new Problem(503, 'The thread for pictures ended in the middle of this one.', RETRY));
    this.#give();
  }
}

const RETRY = { headers: { 'Retry-After': '1' } };
