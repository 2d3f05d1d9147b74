import type { Card, CardOutput, Dimension } from '../../card.ts';
import { isFree } from '../../card.ts';
import type { Service } from '../service.ts';

/**
 * The card with the shapes that the run of the example gave, where the model file declares others: some exporters
 * declare [N] for what comes as [N, 1]. Before that run, the card as it is.
 */
export function cardAsRun({ card, inference }: Pick<Service, 'card' | 'inference'>): Card {
  const { example } = inference;
  if (!example) return card;
  const given = new Map(example.outputs.map(({ name, shape }) => [name, shape]));
  return { ...card, outputs: card.outputs.map((output) => asGiven(output, given.get(output.name))) };
}

function asGiven(output: CardOutput, given: number[] | undefined): CardOutput {
  const { shape } = output;
  const isAsDeclared =
    !given ||
    shape === null ||
    (shape.length === given.length && shape.every((size, axis) => isFree(size) || size === given[axis]));
  if (isAsDeclared) return output;
  // A dimension that is declared to be free is so still, if it is the first: that of the rows.
  const [rows] = shape;
  return {
    ...output,
    shape: given.map((size, axis): Dimension => (axis === 0 && isFree(rows ?? 0) ? rows! : size)),
  };
}
