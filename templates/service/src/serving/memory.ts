import { totalmem } from 'node:os';
import { setFlagsFromString } from 'node:v8';

const MEBIBYTE = 2 ** 20;

/** Node, ONNX Runtime and this code, with one process that serves a small model: measured at rest and under load. */
const RESTING = 96 * MEBIBYTE;

/** ONNX Runtime keeps the weights, and for some operators once more in another order. */
const TIMES_MODEL = 1.5;

/** Several processes have one that leads them, and serves nothing. */
const LEADER = 48 * MEBIBYTE;

/** With less, a thread's own code leaves no room for a body. */
const LEAST_HEAP = 32 * MEBIBYTE;

/** With less for everything else, a body of a few hundred kilobytes would be too much. */
const LEAST = 48 * MEBIBYTE;

/** Beyond this, more would wait in memory than two or four threads can work on. */
const MOST = 1024 * MEBIBYTE;

/** How the memory of a process is shared out, in bytes. What is left is for garbage, and the main thread's own. */
export interface Shares {
  /** Bodies while they are read. */
  bodies: number;
  /** What bodies become: unpacked, as tensors, as answers. */
  work: number;
  /** The heap of the thread that reads and writes: values and text of the one body, or answer, that it works on. */
  heap: number;
  /**
   * The heap of a thread with the model: strings that it takes and gives. Where that is full in the middle of a run, the
   * process is aborted, so it is for more than bodies of `bodyLimit` become.
   */
  modelHeap: number;
  /** The largest body, where nothing else is set. */
  bodyLimit: number;
}

/** How many bytes this container may use (`docker run --memory`), or the machine has. */
export function memory(): number {
  // Without a limit Node gives 0, or a number beyond any machine's.
  return Math.min(process.constrainedMemory() || Infinity, totalmem());
}

/** How many bytes the processes need at the least: no model takes less than its weights. @param model as for sharesOf. */
export function leastMemory(model: number, processes: number): number {
  return processes * (RESTING + model + LEAST) + (processes > 1 ? LEADER : 0);
}

/**
 * What one process may use its memory for.
 * @param model the size of the model's files, in bytes.
 * @param processes how many processes share the container.
 * @param asked BODY_LIMIT, where it is set: one such body has to have room, whatever that leaves for the rest.
 */
export function sharesOf(model: number, processes: number, asked = 0, total = memory()): Shares {
  const own = (processes > 1 ? total - LEADER : total) / processes;
  const free = Math.max(LEAST, own - RESTING - TIMES_MODEL * model);
  return {
    bodies: Math.max((asked * 8) / 7, Math.min(free / 8, MOST)),
    work: Math.max((asked * 8) / 7, Math.min(free / 4, MOST)),
    heap: Math.min(Math.max(free * 0.3, LEAST_HEAP), 2 * MOST),
    modelHeap: Math.min(Math.max(free * 0.4, LEAST), 4 * MOST),
    bodyLimit: Math.floor(Math.min(free / 16, MOST / 2) / MEBIBYTE) * MEBIBYTE,
  };
}

// The Dockerfile limits the young generation of the serving thread by this flag. V8 would have it in place of the limits of
// each other thread, too.
setFlagsFromString('--max-semi-space-size=0');

/** V8's limits for a thread whose heap has so many bytes. Its young generation would take 48 MB by default. */
export function heapLimits(heap: number): {
  maxOldGenerationSizeMb: number;
  maxYoungGenerationSizeMb: number;
} {
  const megabytes = heap / MEBIBYTE;
  const young = Math.min(48, Math.max(3, megabytes / 6));
  return { maxOldGenerationSizeMb: megabytes - young, maxYoungGenerationSizeMb: young };
}
