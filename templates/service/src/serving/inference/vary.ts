import type { Datatype, Element } from '../tensors/datatypes.ts';
import { datatype } from '../tensors/datatypes.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { size } from '../tensors/tensor.ts';

/**
 * Inputs like the example's, but different: `rows` rows, each made from one of the example's.
 * @param freely integers and strings become new ones near the example's; else they are drawn from those that the
 *   example has in that tensor, so that an index stays one that the model knows. Floats are always moved a little.
 * @param seed the same seed gives the same values.
 */
export function vary(example: readonly Tensor[], rows: number, freely: boolean, seed: number): Tensor[] {
  const random = randomFrom(seed);
  return example.map((tensor) => {
    const width = size(tensor.shape.slice(1));
    const type = datatype(tensor.datatype);
    const data = type.create(rows * width);
    for (let index = 0; index < data.length; index++) {
      const drawn = Math.floor(random() * tensor.data.length);
      const near = freely || type.kind === 'float' ? index % tensor.data.length : drawn;
      data[index] = varied(type, tensor.data[near]!, freely, random);
    }
    return { ...tensor, shape: [rows, ...tensor.shape.slice(1)], data };
  });
}

function varied(type: Datatype, value: Element, freely: boolean, random: () => number): Element {
  const moved = (number: number) => number * (0.5 + random()) + (random() - 0.5) * 0.1;
  if (type.kind === 'float') return type.encode(moved(type.decode(value as number)));
  if (type.kind === 'boolean') return random() < 0.5 ? 0 : 1;
  if (!freely) return value;
  const step = Math.floor(random() * 3);
  if (typeof value === 'bigint') return value + BigInt(step);
  return typeof value === 'string' ? value + 'abc'.slice(step) : value + step;
}

/** Whether there are two rows that differ: with equal ones nothing could be told apart. */
export function isVaried(tensors: readonly Tensor[]): boolean {
  return tensors.some(({ shape, data }) => {
    const width = size(shape.slice(1));
    return Array.prototype.some.call(data, (value, index) => value !== data[index % width]);
  });
}

/** Numbers from 0 to 1 by Marsaglia's xorshift, so that every start of the service proves the same thing. */
function randomFrom(seed: number): () => number {
  let state = seed * 2654435769;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
