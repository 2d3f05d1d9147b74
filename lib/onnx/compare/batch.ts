import type { Card, CardTensor, Dimension } from '../card/card.ts';
import type { Pair } from './pairs.ts';
import { isFree, nameOf } from './shapes.ts';

/** A dimension of an input. */
interface Place {
  input: string;
  axis: number;
}

/**
 * The dimensions of inputs that a free dimension of an output is as large as: those of its name, else, for the first
 * one, the first of every input, where all are free. (The service takes those for the batch, too.)
 */
function followed({ inputs }: Card, shape: Dimension[], axis: number): Place[] {
  const name = nameOf(shape[axis]!);
  const named = inputs.flatMap(({ name: input, shape: sizes }) =>
    (sizes ?? []).flatMap((size, at) => (name !== undefined && size === name ? [{ input, axis: at }] : [])),
  );
  if (named.length > 0 || axis > 0) return named;
  const isBatch = inputs.every(({ shape: sizes }) => sizes?.[0] !== undefined && isFree(sizes[0]));
  return isBatch ? inputs.map(({ name: input }) => ({ input, axis: 0 })) : [];
}

/** The previous and the new card, with the inputs paired. */
export interface Cards {
  before: Card;
  after: Card;
  inputs: Pair<CardTensor>[];
}

/**
 * Whether a dimension of an output is another one for a client that sends what it always sent. A batch of 1 that has
 * become free is still 1 for whoever sends one; a batch that has become a fixed number is no longer what was sent.
 */
export function differs(
  { before, after, inputs }: Cards,
  [was, is]: [Dimension[], Dimension[]],
  axis: number,
): boolean {
  const [old, now] = [was[axis]!, is[axis]!];
  if (isFree(old) && isFree(now)) return false;
  if (!isFree(old) && !isFree(now)) return old !== now;
  if (isFree(now)) {
    const places = followed(after, is, axis);
    return places.length === 0 || places.some((place) => sizeAt(inputs, 'before', place) !== old);
  }
  return followed(before, was, axis).some((place) => {
    const size = sizeAt(inputs, 'after', place);
    return size !== undefined && isFree(size);
  });
}

/** The size that the input of a place has in the other model. */
function sizeAt(
  inputs: Pair<CardTensor>[],
  side: 'before' | 'after',
  { input, axis }: Place,
): Dimension | undefined {
  const pair = inputs.find((one) => one[side === 'before' ? 'after' : 'before'].name === input);
  return pair?.[side].shape?.[axis];
}
