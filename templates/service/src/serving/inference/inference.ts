import type { Card, CardOutput } from '../../card.ts';
import type { Config } from '../../config.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { Problem } from '../problems.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { join, split } from './batch.ts';
import type { ModelWorker } from './model-worker.ts';
import { Pool } from './pool.ts';
import type { Proof } from './proof.ts';
import { proveBatching } from './proof.ts';
import type { Proven } from './proven.ts';
import type { Job } from './queue.ts';
import { Queue } from './queue.ts';
import { proveRows } from './rows.ts';
import type { Example, WarmUp } from './warm-up.ts';
import { allowRejection, copied, warmUp, warmUpAsBefore } from './warm-up.ts';

/**
 * Answers requests with the model: they wait in a queue, and whatever has gathered there while the workers
 * were busy goes into the next run together, where that was proved harmless. Nobody waits for a batch to
 * fill.
 */
export class Inference {
  /** The first example that the model answered, from the warm-up; undefined where it has answered none. */
  example: Example | undefined;
  /** Why the model did not answer the example of the card; undefined where it did. */
  rejection: Error | undefined;
  readonly #card: Card;
  readonly #config: Config;
  readonly #log: Log;
  readonly #metrics: Metrics;
  readonly #queue: Queue;
  readonly #pool: Pool;
  #ready = false;
  #stopping = false;
  #batching = false;
  /** The outputs that have a value for each row; undefined until that is proved. */
  #byRow: ReadonlySet<string> | undefined;

  constructor(card: Card, config: Config, log: Log, metrics: Metrics) {
    this.#card = card;
    this.#config = config;
    this.#log = log;
    this.#metrics = metrics;
    this.#queue = new Queue(config, metrics);
    this.#pool = new Pool(config, log, metrics, () => setImmediate(() => this.#dispatch()));
  }

  /** The outputs that may have values in the rows of an answer: it was proved, or nothing is known yet. */
  get rowOutputs(): CardOutput[] {
    return this.#card.outputs.filter(
      ({ name, byRow }) => byRow !== false && (this.#byRow?.has(name) ?? true),
    );
  }

  /** Whether a session exists and the warm-up run has come back. */
  get ready(): boolean {
    return this.#ready && this.#pool.workers.size > 0;
  }

  /**
   * Loads the model into every worker, runs an example once in each, and finds out whether requests may be
   * joined, as far as that is not known already.
   * @param known what was found out before, if anything.
   * @returns what is known now.
   * @throws Error with ONNX Runtime's reason where the model cannot be loaded.
   */
  async start(known?: Proven): Promise<Proven> {
    await this.#pool.load();
    const { isKnown, attempt = null } = await this.#warmUp([...this.#pool.workers], known);
    const rejection = this.rejection && { rejection: this.rejection.message };
    const byRow = isKnown ? known!.byRow : await this.#proveRows();
    this.#setRows(byRow);
    const joining = isKnown ? known!.joining : await this.#proveJoining();
    if (isKnown) this.#log.info('model/proof.json tells of this model on this processor');
    if (this.#config.batch === 0) this.#setBatching(false, 'BATCH=off');
    else this.#setBatching(joining.batching, joining.reason);
    this.#ready = !this.#stopping;
    this.#dispatch();
    return { attempt, ...rejection, ...(byRow && { byRow }), joining };
  }

  /**
   * Runs the model for one request.
   * @param inputs one per input of the card, in its order; checked against the card. Not to be used afterwards.
   * @param isGone whether the client has left: its request is then not run any more.
   * @param left milliseconds to the request's deadline.
   * @returns one tensor per output asked for, in that order.
   * @throws Problem 422 where the model rejects the values, 503 where the queue is full or a worker died, 504 where
   *   the deadline has passed.
   */
  async run(
    inputs: Tensor[],
    outputs: CardOutput[],
    isGone: () => boolean,
    left = this.#config.deadline,
  ): Promise<Tensor[]> {
    if (!this.#ready || this.#stopping) throw new Problem(503, 'The model is not ready.', RETRY);
    // Not at once: requests that arrive in the same turn of the event loop can share a run.
    setImmediate(() => this.#dispatch());
    // Where no example was answered, the first request that is answered takes its place.
    const example = this.#card.columns && !this.#byRow ? copied(inputs) : undefined;
    const given = await this.#queue.add(inputs, outputs, isGone, left);
    if (example) this.#byRow ??= await this.#proved(example, (rows) => this.#runAll(rows));
    return this.#marked(given);
  }

  /** Every output, for the service itself. */
  #runAll(inputs: Tensor[]): Promise<Tensor[]> {
    setImmediate(() => this.#dispatch());
    return this.#queue.add(inputs, this.#card.outputs, () => false, this.#config.deadline);
  }

  #marked(outputs: Tensor[]): Tensor[] {
    return outputs.map((output) => (this.#byRow?.has(output.name) ? { ...output, byRow: true } : output));
  }

  /** Lets the workers end, each after the run that it may be in. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#pool.release();
  }

  /** Rejections of all examples count as warm: the session works, the values are the examples' fault. */
  async #warmUp(
    [first, ...others]: ModelWorker[],
    known: Proven | undefined,
  ): Promise<{ isKnown: boolean; attempt?: number }> {
    const { outputs } = this.#card;
    const run = (inputs: Tensor[]) => first!.run(inputs, outputs);
    let asBefore: WarmUp | undefined;
    let found: WarmUp = {};
    try {
      asBefore = known && (await warmUpAsBefore(this.#card, known, run));
      found = asBefore ?? (await warmUp(this.#card, run));
      const { example } = found;
      this.example = example;
      this.rejection = found.rejection;
      for (const worker of example ? others : []) {
        await worker.run(copied(example!.request.inputs), outputs).catch(allowRejection);
      }
    } catch (error) {
      if (this.#stopping) return { isKnown: false };
      throw new Error(`The model cannot be run: ${(error as Error).message}`);
    }
    const reason = this.rejection?.message;
    if (!this.example) this.#log.warn({ reason }, 'the model did not answer the example');
    else if (reason) this.#log.info({ reason }, 'the model answers another example than the one in its card');
    return { isKnown: asBefore !== undefined, ...found };
  }

  /** Which outputs have a value for each row of a table. */
  async #proveRows(): Promise<string[] | undefined> {
    if (!this.example || this.#stopping) return undefined;
    const worker = [...this.#pool.workers][0]!;
    const run = async (inputs: Tensor[]) => (await worker.run(inputs, this.#card.outputs)).outputs;
    const byRow = await this.#proved(this.example.request.inputs, run);
    return byRow && [...byRow];
  }

  /** Undefined where a run fails, which says nothing of the rows: the next request proves it. */
  #proved(
    example: readonly Tensor[],
    run: (inputs: Tensor[]) => Promise<Tensor[]>,
  ): Promise<ReadonlySet<string> | undefined> {
    return proveRows(this.#card, example, run).catch(() => undefined);
  }

  #setRows(names: string[] | undefined): void {
    if (!this.example || !names) return;
    this.#byRow = new Set(names);
    this.example = { ...this.example, outputs: this.#marked(this.example.outputs) };
  }

  async #proveJoining(): Promise<Proof> {
    if (this.#config.batch === 0 || this.#stopping) return { batching: false, reason: 'not looked at' };
    if (!this.example) return { batching: false, reason: 'there is no example that the model answers' };
    const worker = [...this.#pool.workers][0]!;
    const run = (inputs: Tensor[]) => worker.run(inputs, this.#card.outputs);
    return proveBatching(this.#card, this.example.request.inputs, run);
  }

  #setBatching(batching: boolean, reason: string): void {
    this.#batching = batching;
    this.#metrics.batching.reset();
    this.#metrics.batching.set({ reason }, batching ? 1 : 0);
    this.#log.info(
      { batching, reason },
      batching ? 'requests are joined to batches' : 'every request runs alone',
    );
  }

  #dispatch(): void {
    while (this.#ready && this.#pool.hasIdle) {
      const jobs = this.#queue.take(this.#batching ? this.#config.batch : 0);
      if (jobs.length === 0) return;
      const worker = this.#pool.take();
      void this.#execute(worker, jobs).then(() => this.#pool.giveBack(worker));
    }
  }

  /** Runs jobs together and settles each of them. */
  async #execute(worker: ModelWorker, jobs: Job[]): Promise<void> {
    try {
      const [first] = jobs as [Job];
      this.#metrics.batchRequests.observe(jobs.length);
      const inputs = jobs.length === 1 ? first.inputs : join(jobs.map((job) => job.inputs));
      const { outputs, seconds } = await worker.run(inputs, first.outputs);
      this.#metrics.runTime.observe(seconds);
      if (jobs.length === 1) return first.resolve(outputs);
      const parts = split(
        outputs,
        jobs.map((job) => job.rows),
      );
      if (parts) return jobs.forEach((job, index) => job.resolve(parts[index]!));
      this.#setBatching(false, 'an answer did not have one row for each row of the inputs');
    } catch (error) {
      const isRejection = error instanceof Problem && error.status === 422;
      if (jobs.length === 1 || !isRejection) return jobs.forEach((job) => job.reject(error as Error));
    }
    // One request's values, or the joining itself, did not suit the model: give every request its own answer.
    for (const job of jobs) await this.#execute(worker, [job]);
  }
}

const RETRY = { headers: { 'Retry-After': '1' } };
