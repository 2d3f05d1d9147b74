import { Worker } from 'node:worker_threads';
import type { Config } from '../../config.ts';
import type { Turn } from '../http/turn.ts';
import type { Log } from '../log.ts';
import { heapLimits } from '../memory.ts';
import type { Metrics } from '../metrics.ts';
import { Problem } from '../problems.ts';
import type { Context } from './dialects.ts';
import type { FromThread, ToThread } from './messages.ts';

type Read = Extract<FromThread, { kind: 'read' }>;
type Written = Extract<FromThread, { kind: 'written' }>;

/** One message to the thread, until its answer has come. Settling it a second time does nothing. */
interface Task {
  message: ToThread;
  /** Moved to the thread, not copied. */
  buffers: ArrayBuffer[];
  bytes: number;
  turn: Turn;
  resolve: (answer: FromThread) => void;
  reject: (error: Error) => void;
}

/**
 * The thread is given so many bytes of work at once: with less, it would wait for the main thread after each small
 * task; with more, more requests would suffer where it dies.
 */
const AHEAD = 256 * 1024;

/**
 * The codec's thread, as the main thread sees it: it does one task after another, and writes answers before it
 * reads new bodies, as these are what is waited for the longest. It is started for the first task, and again after
 * it has died. It never keeps the process alive.
 */
export class CodecThread {
  readonly #context: Context;
  readonly #config: Config;
  readonly #log: Log;
  readonly #metrics: Metrics;
  #reads: Task[] = [];
  #writes: Task[] = [];
  /** What the thread has been given, in that order. */
  readonly #given: Task[] = [];
  #worker: Worker | undefined;

  constructor(context: Context, config: Config, log: Log, metrics: Metrics) {
    this.#context = context;
    this.#config = config;
    this.#log = log;
    this.#metrics = metrics;
  }

  /** @throws Problem 503 at once where too many bodies wait, 504 when the deadline passes, and what reading throws. */
  async read(message: ToThread, buffers: ArrayBuffer[], bytes: number, turn: Turn): Promise<Read> {
    this.#reads = this.#reads.filter(({ turn }) => !turn.isGone);
    if (this.#reads.length >= this.#config.queueLimit) {
      this.#metrics.refused.inc({ reason: 'queue full' });
      const detail = `${this.#reads.length} requests are waiting already. Try again later.`;
      throw new Problem(503, detail, RETRY);
    }
    return (await this.#add(this.#reads, message, buffers, bytes, turn)) as Read;
  }

  /** @throws Problem 504 when the deadline passes, and what writing throws. */
  async write(message: ToThread, buffers: ArrayBuffer[], bytes: number, turn: Turn): Promise<Written> {
    return (await this.#add(this.#writes, message, buffers, bytes, turn)) as Written;
  }

  #add(
    queue: Task[],
    message: ToThread,
    buffers: ArrayBuffer[],
    bytes: number,
    turn: Turn,
  ): Promise<FromThread> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(task), turn.left);
      const task: Task = {
        message,
        buffers,
        bytes,
        turn,
        resolve: (answer) => (clearTimeout(timer), resolve(answer)),
        reject: (error) => (clearTimeout(timer), reject(error)),
      };
      queue.push(task);
      this.#give();
    });
  }

  #give(): void {
    while (this.#given.reduce((sum, { bytes }) => sum + bytes, 0) < AHEAD) {
      const task = this.#writes.shift() ?? this.#reads.shift();
      if (!task) break;
      if (task.turn.isGone) task.reject(new Problem(503, 'The client has closed the connection.'));
      else {
        this.#given.push(task);
        this.#worker ??= this.#start();
        this.#worker.postMessage(task.message, task.buffers);
      }
    }
    this.#metrics.codecQueueDepth.set(this.#writes.length + this.#reads.length);
  }

  #receive(answer: FromThread): void {
    const task = this.#given.shift()!;
    if (answer.kind === 'refused') {
      const { status, detail, errors, headers } = answer.problem;
      task.reject(new Problem(status, detail, { ...(errors && { errors }), headers }));
    } else if (answer.kind === 'failed') task.reject(answer.error as Error);
    else task.resolve(answer);
    this.#give();
  }

  /** What the thread has been given it finishes, for nobody: that takes seconds at most, as bodies have a limit. */
  #expire(task: Task): void {
    this.#metrics.refused.inc({ reason: 'deadline' });
    task.reject(new Problem(504, `There was no answer within ${this.#config.deadline} ms.`));
    this.#reads = this.#reads.filter((waiting) => waiting !== task);
    this.#writes = this.#writes.filter((waiting) => waiting !== task);
  }

  #start(): Worker {
    const options = { workerData: this.#context, resourceLimits: heapLimits(this.#config.memory.heap) };
    const worker = new Worker(new URL('./thread.ts', import.meta.url), options);
    let reason: string | undefined;
    worker.on('message', (answer: FromThread) => this.#receive(answer));
    worker.on('error', ({ message }) => (reason = message));
    worker.on('exit', () => this.#replace(reason));
    worker.unref(); // last: a listener for messages takes it back
    return worker;
  }

  /** The next task starts another thread. */
  #replace(reason: string | undefined): void {
    this.#log.error({ reason }, 'the thread for large bodies and answers ended; the next one starts another');
    this.#metrics.codecRestarts.inc();
    this.#worker = undefined;
    const detail = 'The thread for large bodies ended in the middle of its work.';
    for (const task of this.#given.splice(0)) task.reject(new Problem(503, detail, RETRY));
    this.#give();
  }
}

const RETRY = { headers: { 'Retry-After': '1' } };
