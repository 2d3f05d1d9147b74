import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Card } from '../card.ts';
import { isFree, modelDirectory, readPreprocess } from '../card.ts';
import { cpus } from './cpu.ts';
import type { Pace } from './inference/pace.ts';
import { isShort } from './inference/pace.ts';
import { memory } from './memory.ts';
import { datatype } from './tensors/datatypes.ts';

const MEBIBYTE = 1024 * 1024;

/** The size of model/: the model, its weights and its card. */
export function modelBytes(): number {
  return readdirSync(modelDirectory)
    .map((name) => statSync(join(modelDirectory, name)).size)
    .reduce((sum, size) => sum + size, 0);
}

/** A process with a small model takes 150 MB under load; the rest is for bodies of a few megabytes in JSON. */
const PROCESS_BYTES = 384 * MEBIBYTE;

/**
 * One process uses one processor for what is not the model. Where runs are short, that is nearly everything, and there is one
 * for each processor; where they are long, or it is not known, the model's own threads use the others.
 */
export function defaultProcesses(pace: Pace | undefined): number {
  if (!pace || !isShort(pace) || isWatched) return 1;
  return Math.max(1, Math.min(cpus(), 4, Math.floor(memory() / (PROCESS_BYTES + 2 * modelBytes()))));
}

/** A thread with a session: its own heap, and what ONNX Runtime keeps beside the weights. */
const WORKER_BYTES = 128 * MEBIBYTE;

/** For each worker of a process, how many threads its runs use. Where runs are short, or nothing is known, one is enough. */
export function defaultThreads(pace: Pace | undefined, model: number, processes: number): number[] {
  const processors = Math.max(1, Math.floor(cpus() / processes));
  if (!pace || isShort(pace) || isWatched) return [processors];
  return threadsFor(model, processors, memory() / processes);
}

/**
 * The workers where runs are long: one that uses all processors for a request alone, which nothing answers sooner, and two
 * with half of them each for requests that come together. More threads than there are processors for would cost: while one
 * of a run has none, another spins (ONNX Runtime does so at the end of each parallel part, whatever `allow_spinning` says).
 * Each worker has the weights once more, so that there is one alone where the memory is scarce.
 * @param model the size of the model's files, in bytes.
 * @param processors how many the process may use.
 * @param total how many bytes of memory it may use.
 */
export function threadsFor(model: number, processors: number, total: number): number[] {
  const needed = PROCESS_BYTES + 2 * model + 2 * (WORKER_BYTES + 2 * model);
  if (processors === 1 || total < needed) return [processors];
  const half = Math.ceil(processors / 2);
  return [processors, half, half];
}

/** So many small requests wait a tenth of a second where runs are short, and minutes where they are long. */
const QUEUE = { short: 2048, long: 256 };

/** How many requests may wait. */
export function defaultQueueLimit(pace: Pace | undefined): number {
  return pace && isShort(pace) ? QUEUE.short : QUEUE.long;
}

/** `npm run dev`: one process, as it is the one to look into. */
const isWatched = process.env.WATCH_REPORT_DEPENDENCIES !== undefined;

/** A photograph of a telephone takes 3 to 12 MB, and as base64 a third more. */
const OF_PICTURES = 20_000_000;

/**
 * Fixed tensors tell how large a body can sensibly be: 48 bytes an element are room for the longest number
 * (25 characters) and for indentation. Where the size is open, 64 MiB, as other servers of the protocol have
 * it. In a project with pictures there is room for one.
 */
export function defaultBodyLimit({ inputs, columns = [] }: Card): number {
  const ofPictures = readPreprocess()?.step === 'image' ? OF_PICTURES : 0;
  let bytes = 64 * 1024;
  for (const { name, datatype: type, shape } of inputs) {
    if (datatype(type).kind === 'text' || shape === null || shape.some(isFree))
      return ofPictures || 64 * MEBIBYTE;
    bytes +=
      2 * name.length + 48 * (shape as number[]).reduce((product, dimension) => product * dimension, 1);
  }
  return Math.max(ofPictures, bytes + columns.reduce((sum, { name }) => sum + 8 * name.length, 0));
}
