import type { CardTensor, Dimension } from '../card/card.ts';

type Shape = CardTensor['shape'];

/** A dimension of any size, with or without a name. */
export function isFree(dimension: Dimension): boolean {
  return typeof dimension === 'string' || dimension < 0;
}

/** Converters write these where they know no name: two of them need not be equal. The service reads them so, too. */
const NAMELESS = ['None', '?', ''];

/** The name of a free dimension; undefined where it has none, or is fixed. */
export function nameOf(dimension: Dimension): string | undefined {
  return typeof dimension === 'string' && !NAMELESS.includes(dimension) ? dimension : undefined;
}

/** `[N, 4]`, with `?` for a free dimension without a name. */
export function formatShape(shape: Shape): string {
  if (shape === null) return 'of any rank';
  return `[${shape.map((dimension) => (dimension === -1 ? '?' : dimension)).join(', ')}]`;
}

/** `FP32 [N, 4]` */
export function formatTensor({ datatype, shape }: CardTensor): string {
  return `${datatype} ${formatShape(shape)}`;
}

/**
 * What became of a shape, seen as the set of all sizes that it stands for: `wider` holds those of before and more,
 * `narrower` only some of them, `other` neither. Names of free dimensions make no difference.
 */
export function compareShapes(before: Shape, after: Shape): 'same' | 'wider' | 'narrower' | 'other' {
  if (before === null || after === null) {
    if (before === after) return 'same';
    return after === null ? 'wider' : 'narrower';
  }
  if (before.length !== after.length) return 'other';
  const pairs = before.map((dimension, axis) => [dimension, after[axis]!] as const);
  const isOther = pairs.some(([was, is]) => !isFree(was) && !isFree(is) && was !== is);
  const freed = pairs.some(([was, is]) => !isFree(was) && isFree(is));
  const fixed = pairs.some(([was, is]) => isFree(was) && !isFree(is));
  if (isOther || (freed && fixed)) return 'other';
  if (freed) return 'wider';
  return fixed ? 'narrower' : 'same';
}
