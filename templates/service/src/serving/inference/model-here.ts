import type { CardOutput } from '../../card.ts';
import { modelFile } from '../../card.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { Model, Run } from './model.ts';
import { loadOnceMore, rejection, unwired, wired } from './model.ts';
import { disableTelemetry } from './native-environment.ts';
import { isKernelFailure } from './reason.ts';
import type { Session } from './session.ts';

/** A run of more processor time is long, whatever was measured before. */
const LONG_SECONDS = 0.02;

/** The model in the thread that serves, for runs that are shorter than the way to another thread and back. */
export class ModelHere implements Model {
  /** How many of the last runs were long, one after the other, by the thread's own processor time. */
  longRuns = 0;
  readonly loadSeconds: number;
  readonly #session: Session;

  private constructor(session: Session, loadSeconds: number) {
    this.#session = session;
    this.loadSeconds = loadSeconds;
  }

  /** @throws Error with ONNX Runtime's reason where the model cannot be loaded. */
  static async load(): Promise<ModelHere> {
    disableTelemetry();
    try {
      const { Session } = await import('./session.ts'); // ONNX Runtime, which most models need in their worker only
      const started = performance.now();
      const session = await Session.load(modelFile, 1);
      return new ModelHere(session, (performance.now() - started) / 1000);
    } catch (error) {
      return loadOnceMore((error as Error).message, () => ModelHere.load());
    }
  }

  async run(inputs: readonly Tensor[], outputs: readonly CardOutput[]): Promise<Run> {
    let started = 0;
    // onnxruntime-node computes in a setImmediate; this one comes right before it.
    setImmediate(() => (started = this.#clock()));
    const names = outputs.map(({ name }) => name);
    try {
      const given = await this.#session.run(wired(inputs), names);
      return { outputs: unwired(outputs, given), seconds: this.#clock() - started };
    } catch (error) {
      const { message } = error as Error;
      throw isKernelFailure(message) ? rejection(message) : error;
    } finally {
      this.longRuns = this.#clock() - started > LONG_SECONDS ? this.longRuns + 1 : 0;
    }
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  /**
   * Seconds. After a long run these are the thread's own, where Node can tell (from 23.9): what the system gave to others
   * meanwhile is not in them. To ask for that costs as much as a small run.
   */
  #clock(): number {
    const usage = this.longRuns > 0 && (process as Partial<NodeJS.Process>).threadCpuUsage?.();
    return usage ? (usage.user + usage.system) / 1e6 : performance.now() / 1000;
  }
}
