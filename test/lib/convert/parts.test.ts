import { describe, expect, it } from 'vitest';
import { inParts } from '../../../lib/convert/proof/answers.ts';
import type { Card } from '../../../lib/onnx/card/card.ts';

const cardOf = (...shapes: Card['inputs'][number]['shape'][]): Card =>
  ({ inputs: shapes.map((shape, i) => ({ name: `x${i}`, shape })) }) as unknown as Card;

const partsOf = (card: Card, x0: unknown[]): number[] =>
  inParts({ card, inputs: { x0 }, rows: x0.length }).map(({ inputs }) => inputs['x0']!.length);

describe('the rows of a proof', () => {
  it('are asked one alone, and then together', () => {
    expect(partsOf(cardOf(['N', 2]), Array(1001).fill([1, 2]))).toEqual([1, 500, 500]);
  });

  it('of several lengths are asked with those of their own', () => {
    expect(partsOf(cardOf(['N', 'T']), [[1], [1], [1], [1, 2], [3, 4], [1]])).toEqual([1, 2, 2, 1]);
  });

  it('of a model that takes a fixed number are asked in so many', () => {
    expect(partsOf(cardOf([1, 2]), Array(3).fill([1, 2]))).toEqual([1, 1, 1]);
    expect(partsOf(cardOf([2, 2]), Array(4).fill([1, 2]))).toEqual([2, 2]);
  });
});
