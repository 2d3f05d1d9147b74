import { Worker } from 'node:worker_threads';
import type { CardOutput } from '../../card.ts';
import { modelFile } from '../../card.ts';
import { heapLimits } from '../memory.ts';
import { Problem } from '../problems.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { buffersOf } from './messages.ts';
import type { Model, Run } from './model.ts';
import { loadOnceMore, rejection, unwired, wired } from './model.ts';
import { disableTelemetry } from './native-environment.ts';

/** A worker thread with the model, as the main thread sees it. */
export class ModelWorker implements Model {
  /** Resolves when the thread has ended, to the error that ended it, if there was one. */
  readonly ended: Promise<Error | undefined>;
  loadSeconds = 0;
  /** How many CPU threads its runs use. */
  readonly threads: number;
  readonly #thread: Worker;
  #hasEnded = false;
  #receive: (message: FromWorker) => void = () => {};
  #fail: (error: Error) => void = () => {};

  private constructor(threads: number, heap: number) {
    disableTelemetry();
    this.threads = threads;
    const workerData: WorkerSettings = { file: modelFile, threads };
    const options = { workerData, resourceLimits: heapLimits(heap) };
    this.#thread = new Worker(new URL('./worker.ts', import.meta.url), options);
    this.#thread.on('message', (message: FromWorker) => this.#receive(message));
    this.ended = new Promise((resolve) => {
      let reason: Error | undefined;
      this.#thread.on('error', (error) => (reason = error));
      this.#thread.on('exit', () => {
        this.#hasEnded = true;
        this.#fail(new Problem(503, 'A worker ended in the middle of its work.', RETRY));
        resolve(reason);
      });
    });
  }

  /**
   * Starts a thread and loads the model.
   * @param heap how many bytes of values of JavaScript it may have: strings that the model takes and gives.
   * @throws Error with ONNX Runtime's reason where the model, or ONNX Runtime itself, cannot be loaded.
   */
  static async load(threads: number, heap: number): Promise<ModelWorker> {
    const worker = new ModelWorker(threads, heap);
    const answer = await worker.#next().catch(() => undefined);
    if (answer?.kind === 'loaded') {
      worker.loadSeconds = answer.seconds;
      return worker;
    }
    const error = await worker.ended;
    if (answer === undefined) {
      throw new Error(`ONNX Runtime cannot be loaded: ${error?.message ?? 'its thread ended'}`);
    }
    const message = answer.kind === 'unloadable' ? answer.message : `unexpected ${answer.kind}`;
    return loadOnceMore(message, () => ModelWorker.load(threads, heap));
  }

  async run(inputs: readonly Tensor[], outputs: readonly CardOutput[]): Promise<Run> {
    if (this.#hasEnded) throw new Problem(503, 'The worker has ended.', RETRY);
    const message = { inputs: wired(inputs), fetches: outputs.map(({ name }) => name) } satisfies ToWorker;
    const received = this.#next();
    this.#thread.postMessage(message, buffersOf(Object.values(message.inputs)));
    const answer = await received;
    if (answer.kind === 'rejected') throw rejection(answer.message);
    if (answer.kind !== 'done') throw new Error('message' in answer ? answer.message : answer.kind);
    return { outputs: unwired(outputs, answer.outputs), seconds: answer.seconds };
  }

  /** There is no harder way: ending a thread in the middle of a run aborts the whole process. */
  async release(): Promise<void> {
    this.#thread.postMessage('release' satisfies ToWorker);
    await this.ended;
  }

  #next(): Promise<FromWorker> {
    return new Promise((resolve, reject) => {
      this.#receive = resolve;
      this.#fail = reject;
    });
  }
}

const RETRY = { headers: { 'Retry-After': '1' } };
