/** How the vectors of a text's tokens become one. */
export type Pooling = 'mean' | 'cls' | 'last' | 'max' | 'none';

/**
 * @param values [tokens, size] of one text.
 * @param mask 1 for each token of the text, 0 for what fills.
 */
export function pooled(
  values: ArrayLike<number>,
  size: number,
  mask: readonly number[],
  how: Exclude<Pooling, 'none'>,
): number[] {
  const tokens = mask.flatMap((is, index) => (is ? [index] : []));
  const vector = (index: number) => Array.from({ length: size }, (_, at) => values[index * size + at]!);
  if (how === 'cls') return vector(tokens[0] ?? 0);
  if (how === 'last') return vector(tokens.at(-1) ?? 0);
  const result = new Array<number>(size).fill(how === 'max' ? -Infinity : 0);
  for (const token of tokens)
    for (let at = 0; at < size; at++) {
      const value = values[token * size + at]!;
      result[at] = how === 'max' ? Math.max(result[at]!, value) : result[at]! + value;
    }
  return how === 'max' ? result : result.map((sum) => sum / Math.max(tokens.length, 1e-9));
}

/** Of length one. */
export function normalized(vector: number[]): number[] {
  const length = Math.max(Math.hypot(...vector), 1e-12);
  return vector.map((value) => value / length);
}
