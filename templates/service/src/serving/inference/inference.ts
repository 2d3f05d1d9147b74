import type { Card, CardOutput } from '../../card.ts';
import type { Config } from '../../config.ts';
import type { Patience } from '../http/turn.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { Problem } from '../problems.ts';
import { takesTables } from '../tables/layout.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { Found } from './find-out.ts';
import { findOut, provedRows } from './find-out.ts';
import { Here } from './here.ts';
import { Joining } from './joining.ts';
import type { Runners } from './lane.ts';
import { Lane } from './lane.ts';
import { ModelWorker } from './model-worker.ts';
import type { Model } from './model.ts';
import type { Pace } from './pace.ts';
import { isShort, mostRows } from './pace.ts';
import { Pool } from './pool.ts';
import type { Proven } from './proven.ts';
import type { Example } from './warm-up.ts';
import { allowRejection, copied } from './warm-up.ts';

/** Joining copies: so much takes the main thread 2 ms, and what is larger gains nothing by it. */
const MOST_JOINED = 8 * 1024 * 1024;
const RETRY = { headers: { 'Retry-After': '1' } };

/**
 * Answers requests with the model: in the thread that serves where its runs are short, in worker threads otherwise, or
 * where a request brings much.
 */
export class Inference {
  /** The first example that the model answered, from the warm-up; undefined where it has answered none. */
  example: Example | undefined;
  /** Why the model did not answer the example of the card; undefined where it did. */
  rejection: Error | undefined;
  readonly #card: Card;
  readonly #config: Config;
  readonly #log: Log;
  readonly #joining: Joining;
  readonly #here: Here;
  readonly #hereLane: Lane;
  readonly #pool: Pool;
  readonly #poolLane: Lane;
  #ready = false;
  #stopping = false;
  /** The outputs that have a value for each row; undefined until that is proved. */
  #byRow: ReadonlySet<string> | undefined;

  constructor(card: Card, config: Config, log: Log, metrics: Metrics) {
    this.#card = card;
    this.#config = config;
    this.#log = log;
    this.#joining = new Joining(log, metrics);
    const lane = (runners: Runners, mostBytes: () => number) =>
      new Lane(runners, mostBytes, { joining: this.#joining, marked, waiting, config, metrics });
    const marked = (outputs: Tensor[]) => this.#marked(outputs);
    const waiting = { count: 0 };
    this.#here = new Here(log, metrics, () => this.#hereLane.wake());
    this.#hereLane = lane(this.#here, () => this.#here.mostBytes);
    this.#pool = new Pool(config, log, metrics, () => this.#poolLane.wake());
    this.#poolLane = lane(this.#pool, () => MOST_JOINED);
  }

  /** The outputs that may have values in the rows of an answer: it was proved, or nothing is known yet. */
  get rowOutputs(): CardOutput[] {
    return this.#card.outputs.filter(
      ({ name, byRow }) => byRow !== false && (this.#byRow?.has(name) ?? true),
    );
  }

  /** Whether rows may share a run without changing each other's answers. */
  get joins(): boolean {
    return this.#joining.rows > 0;
  }

  /** Whether a session exists and the warm-up run has come back. */
  get ready(): boolean {
    return this.#ready && (this.#here.isLoaded || this.#pool.workers.size > 0);
  }

  /**
   * Loads the model, runs an example once, and finds out how long that takes and whether requests may be joined, as far as
   * that is not known already.
   * @param known what was found out before, if anything.
   * @param pace how long runs took before, if that is known.
   * @returns what is known now.
   * @throws Error with ONNX Runtime's reason where the model cannot be loaded.
   */
  async start(known?: Proven, pace = known?.pace): Promise<Proven> {
    const first = await this.#load(pace);
    const { proven } = await this.#findOut(first, known);
    const { joining, pace: measured } = proven;
    if (this.#config.batch === 0) this.#joining.set(0, 'BATCH=off');
    else this.#joining.set(joining.batching ? this.#mostRows(measured) : 0, joining.reason);
    if (first instanceof ModelWorker) {
      if (this.#mayRunHere(measured)) await this.#moveHere(measured);
      else for (const worker of this.#pool.workers) if (worker !== first) await this.#warm(worker);
    }
    this.#ready = !this.#stopping;
    return proven;
  }

  /**
   * Runs the model for one request.
   * @param inputs one per input of the card, in its order; checked against the card. Not to be used afterwards.
   * @param patience of the client: where it has left, its request is not run any more.
   * @returns one tensor per output asked for, in that order.
   * @throws Problem 422 where the model rejects the values, 503 where the queue is full or a worker died, 504 where
   *   the deadline has passed.
   */
  run(inputs: Tensor[], outputs: CardOutput[], patience: Patience): Promise<Tensor[]> {
    if (!this.#ready || this.#stopping)
      return Promise.reject(new Problem(503, 'The model is not ready.', RETRY));
    const isProved = !takesTables(this.#card) || this.#byRow !== undefined;
    return isProved ? this.#add(inputs, outputs, patience) : this.#addAndProve(inputs, outputs, patience);
  }

  /** Lets the workers end, each after the run that it may be in. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([this.#here.release(), this.#pool.release()]);
  }

  #add(inputs: Tensor[], outputs: CardOutput[], patience: Patience): Promise<Tensor[]> {
    if (this.#here.takes(inputs)) return this.#hereLane.add(inputs, outputs, patience);
    if (this.#pool.isEmpty) this.#pool.load().catch((error: Error) => this.#poolLane.refuse(error));
    return this.#poolLane.add(inputs, outputs, patience);
  }

  /** Where no example was answered, the first request that is answered takes its place. */
  async #addAndProve(inputs: Tensor[], outputs: CardOutput[], patience: Patience): Promise<Tensor[]> {
    const example = copied(inputs);
    const given = await this.#add(inputs, outputs, patience);
    this.#byRow ??= await provedRows(this.#card, example, (rows) => this.#runAll(rows));
    return this.#marked(given);
  }

  /** Every output, for the service itself. */
  #runAll(inputs: Tensor[]): Promise<Tensor[]> {
    return this.#add(inputs, this.#card.outputs, { isGone: false, left: this.#config.deadline });
  }

  /** For as long as nothing is known of the model, it is kept off the thread that serves. */
  async #load(pace: Pace | undefined): Promise<Model> {
    if (this.#mayRunHere(pace)) return this.#here.load(pace);
    await this.#pool.load();
    return [...this.#pool.workers].find(({ threads }) => threads === this.#config.threads[0])!;
  }

  #mostRows(pace: Pace | undefined): number {
    const { batch } = this.#config;
    return pace ? Math.min(batch, mostRows(pace)) : batch;
  }

  #mayRunHere(pace: Pace | undefined): pace is Pace {
    return this.#config.mayRunHere && pace !== undefined && isShort(pace);
  }

  async #moveHere(pace: Pace): Promise<void> {
    await this.#warm(await this.#here.load(pace));
    await this.#pool.release();
  }

  /** Rejections count as warm: the session works, the values are the example's fault. */
  async #warm(model: Model): Promise<void> {
    if (!this.example) return;
    await model.run(copied(this.example.request.inputs), this.#card.outputs).catch(allowRejection);
  }

  /** @throws Error where the model cannot be run. */
  async #findOut(model: Model, known: Proven | undefined): Promise<Found> {
    const settings = { batch: this.#config.batch, isStopping: () => this.#stopping };
    const found = await findOut(this.#card, model, known, settings).catch((error: Error) => {
      throw new Error(`The model cannot be run: ${error.message}`);
    });
    const { example, proven, isKnown } = found;
    this.rejection = found.rejection;
    this.#byRow = proven.byRow && new Set(proven.byRow);
    this.example = example && { ...example, outputs: this.#marked(example.outputs) };
    const reason = this.rejection?.message;
    if (!example) this.#log.warn({ reason }, 'the model did not answer the example');
    else if (reason) this.#log.info({ reason }, 'the model answers another example than the one in its card');
    if (isKnown) this.#log.info('model/proof.json tells of this model on this processor');
    return found;
  }

  #marked(outputs: Tensor[]): Tensor[] {
    for (const output of outputs) if (this.#byRow?.has(output.name)) output.byRow = true;
    return outputs;
  }
}
