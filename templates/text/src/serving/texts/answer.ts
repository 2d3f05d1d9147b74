import type { Encoding } from 'tokenizers';
import type { CardOutput } from '../../card.ts';
import { normalized, pooled } from '../answers/embedding.ts';
import { grouped, type TaggedToken } from '../answers/entities.ts';
import type { Meaning } from '../answers/meaning.ts';
import { numbersOf } from '../answers/numbers.ts';
import { activated, best } from '../answers/scores.ts';
import { predictAnswer } from '../predict/answer.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { Text } from './in-json.ts';

/** What is to be known of a text when its answer is written. */
export interface Encoded {
  text: Text;
  encoding: Encoding;
  /** How many tokens stand before the text's own, where the left side is filled. */
  filled: number;
}

/** What the model says of one text. */
export function textAnswer(
  meaning: Meaning,
  tensors: Tensor[],
  outputs: CardOutput[],
  { text, encoding, filled }: Encoded,
  top: number,
): Record<string, unknown> {
  const values = meaning.kind === 'tensors' ? [] : numbersOf(tensors[0]!);
  if (meaning.kind === 'classes')
    return { predictions: best(values, meaning.labels, meaning.activation, top) };
  if (meaning.kind === 'embedding') {
    const vector = vectorOf(meaning, tensors[0]!, values, encoding, filled);
    return { embedding: meaning.normalize ? normalized(vector) : vector };
  }
  if (meaning.kind !== 'entities') return predictAnswer({ outputs }, tensors);
  const classes = meaning.labels.length;
  const offsets = encoding.getOffsets() as [number, number][];
  const tokens = encoding.getSpecialTokensMask().flatMap((isSpecial, index): TaggedToken[] => {
    if (isSpecial) return [];
    const from = (filled + index) * classes;
    const scores = activated(Array.prototype.slice.call(values, from, from + classes) as number[], 'softmax');
    const score = Math.max(...scores);
    const [start, end] = offsets[index]!;
    return [{ label: meaning.labels[scores.indexOf(score)]!, score, start, end }];
  });
  return { entities: grouped(tokens, Array.isArray(text) ? text[0] : text) };
}

function vectorOf(
  { pooling }: Extract<Meaning, { kind: 'embedding' }>,
  tensor: Tensor,
  values: ArrayLike<number>,
  encoding: Encoding,
  filled: number,
): number[] {
  if (pooling === 'none') return Array.from(values);
  const [, tokens, size] = tensor.shape as [number, number, number];
  const own = encoding.getAttentionMask();
  const mask = Array.from({ length: tokens }, (_, index) => own[index - filled] ?? 0);
  return pooled(values as Float32Array, size, mask, pooling);
}
