/** A class of an answer, and how sure the model is of it: 0 to 1. */
export interface Scored {
  label: string;
  score: number;
}

/** What becomes of the model's numbers before they are scores. */
export type Activation = 'softmax' | 'sigmoid' | 'none';

/** The best classes, the best first; among equals the one with the smaller number. @param values of one example */
export function best(
  values: ArrayLike<number>,
  labels: string[] | undefined,
  activation: Activation,
  top: number,
): Scored[] {
  const scores = activated(values, activation);
  return Array.from(scores, (score, index) => ({ label: labels?.[index] ?? String(index), score, index }))
    .sort((one, other) => other.score - one.score || one.index - other.index)
    .slice(0, top)
    .map(({ label, score }) => ({ label, score }));
}

export function activated(values: ArrayLike<number>, activation: Activation): number[] {
  const all = Array.from(values);
  if (activation === 'none') return all;
  if (activation === 'sigmoid') return all.map((value) => 1 / (1 + Math.exp(-value)));
  const most = Math.max(...all);
  const powers = all.map((value) => Math.exp(value - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
