import type { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import runtime from 'onnxruntime-node';
import { forTheWay, unpackStrings } from '../tensors/packed.ts';
import type { WireTensor } from './messages.ts';

/**
 * The model as ONNX Runtime has loaded it. Loading and running compute in the thread that asks for it, which does nothing
 * else meanwhile: onnxruntime-node's promises only put that off.
 */
export class Session {
  readonly #session: InferenceSession;
  /**
   * Outputs called toString and the like. onnxruntime-node 1.30 looks for what to fetch in a plain object, finds there
   * what every object inherits, and fails; it does not where they are fetched, too.
   */
  readonly #inherited: string[];

  private constructor(session: InferenceSession) {
    this.#session = session;
    this.#inherited = session.outputNames.filter((name) => name in Object.prototype);
  }

  /** @throws Error with ONNX Runtime's own words where the model cannot be loaded. */
  static async load(file: string, threads: number): Promise<Session> {
    const session = await runtime.InferenceSession.create(file, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // Idle threads would otherwise spin: eleven times the CPU time at low load.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      // Errors reach the log through our own messages, without colours and source locations.
      logSeverityLevel: 4,
    });
    return new Session(session);
  }

  /**
   * @param fetches names of outputs.
   * @returns one tensor for each of them, in that order; each has its buffer for itself.
   * @throws Error with ONNX Runtime's own words: see `isKernelFailure` in reason.ts.
   */
  async run(inputs: Record<string, WireTensor>, fetches: string[]): Promise<WireTensor[]> {
    const all = this.#inherited.length === 0 ? fetches : [...new Set([...fetches, ...this.#inherited])];
    const results = await this.#session.run(feedsOf(inputs), all);
    return fetches.map((name) => wireOf(results[name] as RuntimeTensor));
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/**
 * Plain objects instead of `new Tensor`: with the latter, onnxruntime-node 1.30 refuses FP16 on Node 24 and
 * later.
 */
function feedsOf(inputs: Record<string, WireTensor>): InferenceSession.FeedsType {
  const feeds: Record<string, unknown> = {};
  for (const [name, { type, shape, data }] of Object.entries(inputs))
    feeds[name] = { type, data: elementsFor(type, data), dims: shape, location: 'cpu' };
  return feeds as InferenceSession.FeedsType;
}

/** Many strings come packed. */
function elementsFor(type: string, data: WireTensor['data']): WireTensor['data'] {
  return type === 'string' && !Array.isArray(data) ? unpackStrings(data) : data;
}

/** FP16 comes as a Float16Array where Node has one; the service has the bits of halves everywhere. */
function wireOf({ type, dims, data }: RuntimeTensor): WireTensor {
  if (Array.isArray(data)) return { type, shape: [...dims], data: forTheWay(data) };
  const isHalf = type === 'float16' && !(data instanceof Uint16Array);
  const bits = isHalf && new Uint16Array(data.buffer, data.byteOffset, data.length);
  return { type, shape: [...dims], data: bits || data };
}
