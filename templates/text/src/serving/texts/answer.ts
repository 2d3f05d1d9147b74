import { normalized, pooled } from '../answers/embedding.ts';
import { grouped, type TaggedToken } from '../answers/entities.ts';
import type { Meaning } from '../answers/meaning.ts';
import { numbersOf } from '../answers/numbers.ts';
import { activated, best } from '../answers/scores.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { Tokens } from './encode.ts';
import type { Text } from './in-json.ts';

/** What is to be known of a text when its answer is written. */
export interface Encoded {
  text: Text;
  tokens: Tokens;
  /** How many tokens stand before the text's own, where the left side is filled. */
  filled: number;
}

/** What the model says of one text; undefined where nobody knows what its outputs mean. @param tensor the output that means it */
export function textAnswer(
  meaning: Meaning,
  tensor: Tensor,
  encoded: Encoded,
  top: number,
): Record<string, unknown> | undefined {
  const values = numbersOf(tensor);
  if (meaning.kind === 'classes')
    return { predictions: best(values, meaning.labels, meaning.activation, top) };
  if (meaning.kind === 'embedding') return { embedding: vectorOf(meaning, tensor, encoded) };
  if (meaning.kind === 'entities') return { entities: entitiesIn(meaning.labels, values, encoded) };
  return undefined;
}

function entitiesIn(labels: string[], values: ArrayLike<number>, { text, tokens, filled }: Encoded) {
  const tagged = tokens.special.flatMap((isSpecial, index): TaggedToken[] => {
    // Of a pair the first text alone is looked through.
    if (isSpecial || tokens.types[index] !== 0) return [];
    const from = (filled + index) * labels.length;
    const own = Array.from({ length: labels.length }, (_, at) => values[from + at]!);
    const scores = activated(own, 'softmax');
    const score = Math.max(...scores);
    const [start, end] = tokens.offsets[index]!;
    return [{ label: labels[scores.indexOf(score)]!, score, start, end }];
  });
  return grouped(tagged, Array.isArray(text) ? text[0] : text);
}

/** A text's vector: pooled from those of its tokens, at length one where that is wanted. */
export function vectorOf(
  { pooling, normalize }: Extract<Meaning, { kind: 'embedding' }>,
  tensor: Tensor,
  { tokens, filled }: Pick<Encoded, 'tokens' | 'filled'>,
): number[] {
  const values = numbersOf(tensor);
  const [, length, size] = tensor.shape as [number, number, number];
  const mask = Array.from({ length }, (_, at) => (at >= filled && at < filled + tokens.ids.length ? 1 : 0));
  const vector = pooling === 'none' ? Array.from(values) : pooled(values, size, mask, pooling);
  return normalize ? normalized(vector) : vector;
}
