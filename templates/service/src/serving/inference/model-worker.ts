import { Worker } from 'node:worker_threads';
import type { CardOutput } from '../../card.ts';
import { modelFile } from '../../card.ts';
import { Problem } from '../problems.ts';
import { datatype } from '../tensors/datatypes.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { FromWorker, ToWorker, WireTensor, WorkerSettings } from './messages.ts';
import { buffersOf } from './messages.ts';
import { disableTelemetry, isMissingLocale, provideLocale } from './native-environment.ts';
import { kernelReason, loadReason } from './reason.ts';

export interface Run {
  /** One per output that was asked for, in that order. */
  outputs: Tensor[];
  seconds: number;
}

/** A worker thread with the model, as the main thread sees it: it does one run at a time. */
export class ModelWorker {
  /** Resolves when the thread has ended, to the error that ended it, if there was one. */
  readonly ended: Promise<Error | undefined>;
  readonly #thread: Worker;
  #hasEnded = false;
  #receive: (message: FromWorker) => void = () => {};
  #fail: (error: Error) => void = () => {};

  private constructor(threads: number) {
    disableTelemetry();
    const workerData: WorkerSettings = { file: modelFile, threads };
    this.#thread = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
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
   * @throws Error with ONNX Runtime's reason where the model, or ONNX Runtime itself, cannot be loaded.
   */
  static async load(threads: number): Promise<ModelWorker> {
    const worker = new ModelWorker(threads);
    const answer = await worker.#next().catch(() => undefined);
    if (answer?.kind === 'loaded') return worker;
    const error = await worker.ended;
    if (answer === undefined) {
      throw new Error(`ONNX Runtime cannot be loaded: ${error?.message ?? 'its thread ended'}`);
    }
    const message = answer.kind === 'unloadable' ? answer.message : `unexpected ${answer.kind}`;
    if (isMissingLocale(message) && provideLocale()) return ModelWorker.load(threads);
    throw new Error(`The model cannot be loaded: ${loadReason(message)}`);
  }

  /**
   * Runs the model once. The inputs' buffers move to the thread: they are empty afterwards.
   * @throws Problem 422 where the model rejects the values, 503 where the thread died.
   */
  async run(inputs: readonly Tensor[], outputs: readonly CardOutput[]): Promise<Run> {
    if (this.#hasEnded) throw new Problem(503, 'The worker has ended.', RETRY);
    const wired = inputs.map((tensor): [string, WireTensor] => [
      tensor.name,
      { type: datatype(tensor.datatype).runtime, shape: tensor.shape, data: tensor.data },
    ]);
    const message: ToWorker = {
      inputs: Object.fromEntries(wired),
      fetches: outputs.map(({ name }) => name),
    };
    const received = this.#next();
    this.#thread.postMessage(message, buffersOf(wired.map(([, tensor]) => tensor)));
    const answer = await received;
    if (answer.kind === 'rejected') {
      throw new Problem(422, `The model rejected these values: ${kernelReason(answer.message)}`);
    }
    if (answer.kind !== 'done') throw new Error('message' in answer ? answer.message : answer.kind);
    const tensors = outputs.map((spec, index): Tensor => {
      const { shape, data } = answer.outputs[index]!;
      return { name: spec.name, datatype: spec.datatype, shape, data };
    });
    return { outputs: tensors, seconds: answer.seconds };
  }

  /**
   * Lets the model go and the thread end, after the run that it may be in. There is no harder way: ending a
   * thread in the middle of a run aborts the whole process.
   */
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
