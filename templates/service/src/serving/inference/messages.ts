import type { Elements } from '../tensors/datatypes.ts';

/** What a worker thread is started with. */
export interface WorkerSettings {
  file: string;
  threads: number;
}

/** A tensor on its way between the threads; `type` is ONNX Runtime's name of the datatype. */
export interface WireTensor {
  type: string;
  shape: number[];
  data: Elements;
}

/** To the worker: run the model, or let it go and end. */
export type ToWorker = { inputs: Record<string, WireTensor>; fetches: string[] } | 'release';

/** From the worker: once after loading, then once after each run. */
export type FromWorker =
  | { kind: 'loaded'; seconds: number }
  | { kind: 'unloadable'; message: string }
  | { kind: 'done'; outputs: WireTensor[]; seconds: number }
  /** The model itself does not take these values; the message is ONNX Runtime's. */
  | { kind: 'rejected'; message: string }
  | { kind: 'failed'; message: string };

/** The buffers that can be moved to the other thread instead of being copied. Strings have none. */
export function buffersOf(tensors: WireTensor[]): ArrayBuffer[] {
  const buffers = tensors.flatMap(({ data }) => (Array.isArray(data) ? [] : [data.buffer as ArrayBuffer]));
  return [...new Set(buffers)];
}
