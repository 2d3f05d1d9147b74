/** What one container with a model needs, where somebody else decides on which machine it runs. */
export interface Resources {
  /** What it must be sure of, in MiB. */
  memoryRequest: number;
  /** What it may take at most, in MiB. */
  memoryLimit: number;
  /** How long it may take until it is ready, in seconds. */
  startSeconds: number;
}

const MEBIBYTE = 2 ** 20;

/** Node, ONNX Runtime and the service with a small model, in MiB: measured in pods, 104 at rest and 136 under load. */
const BUSY = 192;
/** For bodies of requests, and what becomes of them, in MiB: bodies may have a sixteenth of what is free. */
const BODIES = 320;
/** ONNX Runtime keeps the weights once, for some operators once more in another order; and while it loads them, both. */
const TIMES_MODEL = { request: 1.5, limit: 2 };
/** A slow disk of a cloud, in MiB a second. */
const READS = 20;
/** Of a small model on a node that starts many containers at once, in seconds; alone it is 1. */
const START = 60;

/** @param bytes  the size of the model, the weights beside it included */
export function resourcesFor(bytes: number): Resources {
  const model = bytes / MEBIBYTE;
  return {
    memoryRequest: rounded(BUSY + TIMES_MODEL.request * model),
    memoryLimit: rounded(BUSY + BODIES + TIMES_MODEL.limit * model),
    startSeconds: START + Math.ceil(model / READS),
  };
}

function rounded(mebibytes: number): number {
  return 64 * Math.ceil(mebibytes / 64);
}
