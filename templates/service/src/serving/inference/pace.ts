import type { CardOutput } from '../../card.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { bytesOf, join } from './batch.ts';
import type { Model } from './model.ts';
import type { Example } from './warm-up.ts';
import { copied } from './warm-up.ts';

/** How long the model takes, as it was measured. */
export interface Pace {
  /** Seconds to load it. */
  load: number;
  /** Seconds of a run of the example. */
  example: number;
  /** Seconds of the longest run that was measured, and the bytes of its inputs: the example, or as many as are joined. */
  longest: number;
  bytes: number;
}

/** A run that takes longer costs more than the way to another thread: 0.1 ms of processor time, and as much of waiting. */
const SHORT_SECONDS = 0.001;
/** What a request to another route may have to wait for one run in its thread. */
const LONGEST_SECONDS = 0.005;
const LONGEST_LOAD_SECONDS = 0.25;

/** Others at work on the machine make single runs longer, never shorter. */
const TIMES = 5;

/**
 * @param rows how many examples are joined at most; 0 where none are.
 * @throws Error where a run fails.
 */
export async function measure(
  model: Model,
  { request: { inputs: example } }: Example,
  outputs: readonly CardOutput[],
  rows: number,
): Promise<Pace> {
  const quickest = async (inputs: readonly Tensor[]) => {
    let least = Infinity;
    for (let time = 0; time < TIMES; time++) {
      least = Math.min(least, (await model.run(copied(inputs), outputs)).seconds);
    }
    return least;
  };
  const alone = await quickest(example);
  const isWorthIt = alone < SHORT_SECONDS && rows > 1;
  const longest = isWorthIt ? join(Array.from({ length: rows }, () => example)) : example;
  const seconds = isWorthIt ? await quickest(longest) : alone;
  return { load: model.loadSeconds, example: alone, longest: seconds, bytes: bytesOf(longest) };
}

/** Whether the model may run in the thread that serves. */
export function isShort({ load, example, longest }: Pace): boolean {
  return load < LONGEST_LOAD_SECONDS && example < SHORT_SECONDS && longest < LONGEST_SECONDS;
}

/** How many bytes of inputs, about, the model takes its longest time for. Of a few bytes less is known than of many. */
export function mostBytes({ longest, bytes }: Pace): number {
  return bytes * Math.max(1, LONGEST_SECONDS / Math.max(longest, SHORT_SECONDS));
}
