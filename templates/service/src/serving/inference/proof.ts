import type { Card } from '../../card.ts';
import { isFree } from '../../card.ts';
import { datatype } from '../tensors/datatypes.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { join, split } from './batch.ts';
import type { Run } from './model.ts';
import { isVaried, vary } from './vary.ts';

/** Whether requests may be joined, and why or why not, for the log and the metrics. */
export interface Proof {
  batching: boolean;
  reason: string;
}

/** A longer run gains nothing from company: its own computing outweighs what a run costs beside it. */
const LONGEST_RUN_SECONDS = 0.05;

/** Row counts of the pairs that are run alone and joined. */
const PAIRS = [
  [1, 1],
  [1, 2],
  [3, 2],
] as const;

/**
 * Finds out whether the rows of a batch leave each other alone. A free first dimension does not promise it:
 * it may be a sequence, or the model may normalise over the batch. So three pairs of different examples are
 * run alone and joined, and only where run(a ⧺ b) equals run(a) ⧺ run(b) are requests joined.
 * @param example inputs of a run that succeeded.
 */
export async function proveBatching(
  card: Card,
  example: readonly Tensor[],
  run: (inputs: Tensor[]) => Promise<Run>,
): Promise<Proof> {
  if (card.inputs.length === 0) return refuse('the model has no inputs');
  const isOpen = [...card.inputs, ...card.outputs].every(
    ({ shape }) => shape?.[0] !== undefined && isFree(shape[0]),
  );
  if (!isOpen) return refuse('dimension 0 is not free in every input and output');
  if (example.some(({ shape }) => !shape[0])) return refuse('the example has no rows');

  try {
    return await comparePairs(example, true, run);
  } catch {
    // New integers and strings are not for every model: an index may be out of range, a word unknown.
    return comparePairs(example, false, run).catch((error: Error) =>
      refuse(`the model did not take the examples: ${error.message}`),
    );
  }
}

async function comparePairs(
  example: readonly Tensor[],
  freely: boolean,
  run: (inputs: Tensor[]) => Promise<Run>,
): Promise<Proof> {
  let seed = 0;
  for (const counts of PAIRS) {
    const pair = differentPair(example, counts, freely, () => ++seed);
    if (!pair) return refuse('the example does not tell which other values the model takes');
    const [first, second] = pair;
    const joined = join(pair); // Before the runs: a run takes its inputs away.
    const alone = [await run(first), await run(second)];
    if (alone.some(({ seconds }) => seconds > LONGEST_RUN_SECONDS))
      return refuse('a run takes longer than 50 ms');
    const parts = split((await run(joined)).outputs, counts);
    if (!parts) return refuse('an output does not have one row for each row of the inputs');
    const changed = alone.flatMap(({ outputs }, part) =>
      outputs.filter((output, index) => !isEqual(output, parts[part]![index]!)),
    )[0];
    if (changed) return refuse(`rows that are joined change each other's "${changed.name}"`);
  }
  return { batching: true, reason: 'three pairs of examples gave the same answers alone and joined' };
}

function differentPair(
  example: readonly Tensor[],
  counts: readonly [number, number],
  freely: boolean,
  seed: () => number,
): [Tensor[], Tensor[]] | undefined {
  for (let attempt = 0; attempt < 20; attempt++) {
    const pair: [Tensor[], Tensor[]] = [
      vary(example, counts[0], freely, seed()),
      vary(example, counts[1], freely, seed()),
    ];
    if (isVaried(join(pair))) return pair;
  }
  return undefined;
}

function refuse(reason: string): Proof {
  return { batching: false, reason };
}

/** Floats within 1e-6 + 1e-5·|value|, everything else exactly. */
function isEqual(alone: Tensor, joined: Tensor): boolean {
  if (alone.shape.join() !== joined.shape.join()) return false;
  const { kind, write } = datatype(alone.datatype);
  for (let index = 0; index < alone.data.length; index++) {
    const one = alone.data[index]!;
    const other = joined.data[index]!;
    if (one === other || (Number.isNaN(one) && Number.isNaN(other))) continue;
    if (kind !== 'float') return false;
    const value = write(one as never) as number;
    if (!(Math.abs(value - (write(other as never) as number)) <= 1e-6 + 1e-5 * Math.abs(value))) return false;
  }
  return true;
}
