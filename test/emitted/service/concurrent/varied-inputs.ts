import type { Card, Dimension } from '../../../../lib/onnx/card/card.ts';
import type { JsonTensor } from '../../shared-models.ts';

/** How far inputs may go from the example: other values, only other floats, or none, for models that refuse more. */
export type Freedom = 'all' | 'floats' | 'none';

/**
 * Inputs like the example's, but different: floats are scaled and moved, integers and strings change places, booleans
 * are drawn; a scalar beside other inputs stays what it is. Where the first dimension is free everywhere, there are
 * one to three rows.
 * @param seed the same seed gives the same inputs.
 */
export function varied(example: JsonTensor[], card: Card, freedom: Freedom, seed: number): JsonTensor[] {
  if (freedom === 'none') return example;
  const random = randomFrom(seed);
  const rows = hasRows(card) && freedom === 'all' ? 1 + (seed % 3) : undefined;
  return example.map((tensor) => {
    // A setting, like the share of a dropout, which would make the answer random.
    if (tensor.shape.length === 0 && example.length > 1) return tensor;
    const width = tensor.shape.slice(1).reduce((product, size) => product * size, 1);
    const shape = rows === undefined ? tensor.shape : [rows, ...tensor.shape.slice(1)];
    const length = rows === undefined ? tensor.data.length : rows * width;
    const places = shuffled(length, random);
    const data = Array.from({ length }, (_, i) => {
      const value = tensor.data[i % tensor.data.length];
      if (tensor.datatype.startsWith('FP')) return moved(value, tensor.datatype, random);
      if (freedom === 'floats') return value;
      if (tensor.datatype === 'BOOL') return random() < 0.5;
      return tensor.data[places[i]! % tensor.data.length];
    });
    return { ...tensor, shape, data };
  });
}

/** Whether every input and output has a first dimension that is free. */
function hasRows({ inputs, outputs }: Card): boolean {
  const isFree = (size: Dimension | undefined): boolean =>
    typeof size === 'string' || (size !== undefined && size < 0);
  return inputs.length > 0 && [...inputs, ...outputs].every(({ shape }) => isFree(shape?.[0]));
}

/** Halves only by powers of two, so that they stay halves. */
function moved(value: unknown, datatype: string, random: () => number): unknown {
  if (typeof value !== 'number') return value;
  if (datatype === 'FP16') return value * 2 ** -Math.floor(random() * 2);
  const other = value * (0.5 + random()) + (random() - 0.5) * 0.1;
  return datatype === 'FP32' ? Math.fround(other) : other;
}

/** The numbers below `length` in another order (Fisher and Yates). */
function shuffled(length: number, random: () => number): number[] {
  const order = Array.from({ length }, (_, i) => i);
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** Numbers from 0 to 1, by Marsaglia's xorshift. */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 2_654_435_769);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
