import type { CardOutput } from '../../card.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { bytesOf, join } from './batch.ts';
import type { Model } from './model.ts';
import type { Pace } from './pace.ts';
import { SHORT_SECONDS } from './pace.ts';
import type { Example } from './warm-up.ts';
import { copied } from './warm-up.ts';

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
