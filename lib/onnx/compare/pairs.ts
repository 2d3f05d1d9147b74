import type { CardTensor } from '../card/card.ts';
import { compareShapes } from './shapes.ts';

/** A tensor of the previous model, and what it is in the new one. */
export interface Pair<T extends CardTensor> {
  before: T;
  after: T;
}

/** Which tensor of the previous model is which of the new one. */
export interface Pairs<T extends CardTensor> {
  /** In the order of the new model; with another name where `isRenamed`. */
  paired: Pair<T>[];
  removed: T[];
  added: T[];
}

/**
 * Pairs tensors by their names. One that is gone and one that is new are a pair as well where they have the same
 * datatype and shape, and no other that is gone or new has those: then it was renamed.
 */
export function pairsOf<T extends CardTensor>(before: readonly T[], after: readonly T[]): Pairs<T> {
  const gone = before.filter(({ name }) => !after.some((tensor) => tensor.name === name));
  const fresh = after.filter(({ name }) => !before.some((tensor) => tensor.name === name));
  const renamed = gone.flatMap((was): Pair<T>[] => {
    const alike = fresh.filter((tensor) => isAlike(was, tensor));
    const isOnly = alike.length === 1 && gone.filter((tensor) => isAlike(tensor, alike[0]!)).length === 1;
    return isOnly ? [{ before: was, after: alike[0]! }] : [];
  });
  const paired = after.flatMap((tensor): Pair<T>[] => {
    const was =
      before.find(({ name }) => name === tensor.name) ??
      renamed.find((pair) => pair.after === tensor)?.before;
    return was === undefined ? [] : [{ before: was, after: tensor }];
  });
  return {
    paired,
    removed: gone.filter((tensor) => !renamed.some((pair) => pair.before === tensor)),
    added: fresh.filter((tensor) => !renamed.some((pair) => pair.after === tensor)),
  };
}

export function isRenamed({ before, after }: Pair<CardTensor>): boolean {
  return before.name !== after.name;
}

function isAlike(one: CardTensor, other: CardTensor): boolean {
  return one.datatype === other.datatype && compareShapes(one.shape, other.shape) === 'same';
}
