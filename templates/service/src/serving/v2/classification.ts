import type { Card, CardOutput, Preprocess } from '../../card.ts';
import type { Meaning } from '../answers/meaning.ts';
import { numbersOf } from '../answers/numbers.ts';
import { BYTES } from '../tensors/datatypes.ts';
import type { Tensor } from '../tensors/tensor.ts';

/**
 * The best classes of an output as Triton's classification extension gives them: BYTES [N, K], or [K] where the output has one
 * dimension, each `score:index` or `score:index:label`, the best first.
 */
export function classified(tensor: Tensor, { classes }: CardOutput, most: number): Tensor {
  const { name, shape } = tensor;
  const values = numbersOf(tensor);
  const rows = shape.length > 1 ? shape[0]! : 1;
  const width = rows === 0 ? 0 : values.length / rows;
  const count = Math.min(most, width);
  const data: string[] = [];
  for (let row = 0; row < rows; row++) {
    const scores = Array.from({ length: width }, (_, index) => ({
      index,
      score: values[row * width + index]!,
    }));
    scores.sort((one, other) => other.score - one.score || one.index - other.index);
    for (const { index, score } of scores.slice(0, count)) {
      const label = classes?.[index];
      data.push(`${written(score)}:${index}${label === undefined ? '' : `:${label}`}`);
    }
  }
  return { name, datatype: BYTES, shape: shape.length > 1 ? [rows, count] : [count], data };
}

/** As C++ writes it (std::to_string): six digits behind the point. */
function written(score: number): string {
  if (Number.isFinite(score)) return score.toFixed(6);
  return Number.isNaN(score) ? 'nan' : score > 0 ? 'inf' : '-inf';
}

/** The card with the names of classes that model/preprocess.json has for an output, where the model has none itself. */
export function withLabels(card: Card, preprocess: Preprocess | undefined): Card {
  const meaning = preprocess?.output as Meaning | undefined;
  if (meaning?.kind !== 'classes' || meaning.labels === undefined) return card;
  const { labels, output } = meaning;
  const outputs = card.outputs.map((one) => (one.name === output ? { classes: labels, ...one } : one));
  return { ...card, outputs };
}
