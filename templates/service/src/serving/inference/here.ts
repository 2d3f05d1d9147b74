import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { bytesOf } from './batch.ts';
import type { Runners } from './lane.ts';
import { ModelHere } from './model-here.ts';
import type { Pace } from './pace.ts';
import { mostBytes } from './pace.ts';

/** So many long runs, one after the other, and the model does not run here for a while. */
const LONG_RUNS = 3;
const QUIET_MS = 60_000;

/**
 * The model in the thread that serves: the way to another one would take several times as long as its runs. Requests with
 * more than it answers in a moment are for the workers.
 */
export class Here implements Runners {
  /** How many bytes the inputs of a run may have; 0 while nothing runs here. */
  mostBytes = 0;
  #model: ModelHere | undefined;
  #isBusy = false;
  readonly #log: Log;
  readonly #metrics: Metrics;
  readonly #onIdle: () => void;

  /** @param onIdle called whenever the model has become free. */
  constructor(log: Log, metrics: Metrics, onIdle: () => void) {
    this.#log = log;
    this.#metrics = metrics;
    this.#onIdle = onIdle;
  }

  /** @throws Error with ONNX Runtime's reason where the model cannot be loaded. */
  async load(pace: Pace): Promise<ModelHere> {
    this.#model = await ModelHere.load();
    this.#take(mostBytes(pace));
    return this.#model;
  }

  get isLoaded(): boolean {
    return this.#model !== undefined;
  }

  /** Whether a request runs here. */
  takes(inputs: readonly Tensor[]): boolean {
    return this.mostBytes > 0 && bytesOf(inputs) <= this.mostBytes;
  }

  get hasIdle(): boolean {
    return this.#model !== undefined && !this.#isBusy;
  }

  take(): ModelHere {
    this.#isBusy = true;
    return this.#model!;
  }

  giveBack({ longRuns }: ModelHere): void {
    this.#isBusy = false;
    if (longRuns >= LONG_RUNS && this.mostBytes > 0) this.#rest();
    this.#onIdle();
  }

  async release(): Promise<void> {
    this.mostBytes = 0;
    await this.#model?.release();
    this.#model = undefined;
  }

  #rest(): void {
    const { mostBytes } = this;
    this.#take(0);
    this.#log.info('the model runs in a worker for a while: here it takes too long');
    setTimeout(() => this.#take(mostBytes), QUIET_MS).unref();
  }

  #take(mostBytes: number): void {
    if (!this.#model) return;
    this.mostBytes = mostBytes;
    this.#metrics.runsHere.set(mostBytes > 0 ? 1 : 0);
  }
}
