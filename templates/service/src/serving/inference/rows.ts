import type { Card } from '../../card.ts';
import { isFree } from '../../card.ts';
import { takesTables } from '../tables/layout.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { size } from '../tensors/tensor.ts';
import { join, rowsOf } from './batch.ts';
import { vary } from './vary.ts';
import { allowRejection } from './warm-up.ts';

/** No fixed dimension is as long as both. */
const COUNTS = [2, 5];

/**
 * The outputs that have a value for each row of a request. A length says nothing by itself: three names of classes are
 * as many as three rows. So the model is run with two numbers of rows, and what has both of these numbers is by row. What
 * the graph does not make from the inputs (the card says so) never is; and where the model takes exactly one row,
 * everything else belongs to that one.
 * @param example inputs of a run that succeeded.
 * @returns undefined where the model takes no tables, or the example has no rows.
 * @throws Error where a run fails for another reason than its values.
 */
export async function proveRows(
  card: Card,
  example: readonly Tensor[],
  run: (inputs: Tensor[]) => Promise<Tensor[]>,
): Promise<ReadonlySet<string> | undefined> {
  const { inputs, outputs } = card;
  if (!takesTables(card) || rowsOf(example) === 0) return undefined;
  const names = new Set(outputs.filter(({ byRow }) => byRow !== false).map(({ name }) => name));
  for (const count of isFree(inputs[0]!.shape![0]!) ? COUNTS : [1]) {
    const given = await runWith(count, example, run);
    if (given === undefined) return new Set();
    for (const { name, shape } of given) if (shape[0] !== count) names.delete(name);
  }
  return names;
}

/** Different rows, as far as the model takes them: new values are not for every model, and some take only a few. */
async function runWith(
  count: number,
  example: readonly Tensor[],
  run: (inputs: Tensor[]) => Promise<Tensor[]>,
): Promise<Tensor[] | undefined> {
  const tries = [
    () => vary(example, count, true, count),
    () => vary(example, count, false, count),
    () => join(Array.from({ length: count }, () => firstRow(example))),
  ];
  for (const rows of tries) {
    try {
      return await run(rows());
    } catch (error) {
      allowRejection(error);
    }
  }
  return undefined;
}

function firstRow(example: readonly Tensor[]): Tensor[] {
  return example.map((tensor) => {
    const [, ...below] = tensor.shape;
    return { ...tensor, shape: [1, ...below], data: tensor.data.slice(0, size(below)) };
  });
}
