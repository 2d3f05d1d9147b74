import type { Config } from '../../config.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Runners } from './lane.ts';
import { ModelWorker } from './model-worker.ts';

/** The workers that have the model loaded, and which of them have nothing to do. */
export class Pool implements Runners {
  readonly workers = new Set<ModelWorker>();
  /** The one whose runs use the most threads comes last. */
  readonly #idle: ModelWorker[] = [];
  readonly #config: Config;
  readonly #log: Log;
  readonly #metrics: Metrics;
  readonly #onIdle: () => void;
  #loading: Promise<unknown> = Promise.resolve();
  #isLoading = false;
  #stopping = false;

  /** @param onIdle called whenever a worker has become free. */
  constructor(config: Config, log: Log, metrics: Metrics, onIdle: () => void) {
    this.#config = config;
    this.#log = log;
    this.#metrics = metrics;
    this.#onIdle = onIdle;
  }

  /** @throws Error with ONNX Runtime's reason where the model cannot be loaded. */
  async load(): Promise<void> {
    const loads = this.#config.threads.map((threads) => this.#add(threads));
    const settled = Promise.allSettled(loads).finally(() => (this.#isLoading = false));
    this.#isLoading = true;
    this.#loading = settled;
    const failed = (await settled).find((load) => load.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Whether nobody has the model loaded or is about to. */
  get isEmpty(): boolean {
    return !this.#isLoading && this.workers.size === 0;
  }

  /** Whether one has nothing to do. The one with more threads than others runs alone: they would wait for each other. */
  get hasIdle(): boolean {
    return this.#isQuiet || this.#idle[0]?.threads === this.#config.threads.at(-1);
  }

  /** A worker that has nothing to do (see `hasIdle`), until it is given back. */
  take(): ModelWorker {
    return this.#isQuiet ? this.#idle.pop()! : this.#idle.shift()!;
  }

  /** Whether nothing runs. */
  get #isQuiet(): boolean {
    return this.#idle.length > 0 && this.#idle.length === this.workers.size;
  }

  giveBack(worker: ModelWorker): void {
    if (!this.workers.has(worker)) return; // It died meanwhile, and has a successor.
    this.#idle.push(worker);
    this.#idle.sort((one, other) => one.threads - other.threads);
    this.#onIdle();
  }

  /** Lets the workers end, each after the run that it may be in. They may be loaded again. */
  async release(): Promise<void> {
    this.#stopping = true;
    await this.#loading;
    await Promise.all([...this.workers].map((worker) => worker.release()));
    this.#stopping = false;
  }

  async #add(threads: number): Promise<void> {
    const worker = await ModelWorker.load(threads, this.#config.memory.modelHeap);
    this.workers.add(worker);
    void worker.ended.then((error) => this.#replace(worker, error));
    this.giveBack(worker);
  }

  /** A worker that dies of a JavaScript error or of its memory limit gets a successor. */
  async #replace(worker: ModelWorker, error: Error | undefined): Promise<void> {
    this.workers.delete(worker);
    const position = this.#idle.indexOf(worker);
    if (position >= 0) this.#idle.splice(position, 1);
    if (this.#stopping) return;
    this.#log.error({ reason: error?.message }, 'a worker died; a new one takes its place');
    this.#metrics.workerRestarts.inc();
    this.#loading = this.#add(worker.threads).catch((reason: Error) => {
      setTimeout(() => void this.#replace(worker, reason), 1000);
    });
  }
}
