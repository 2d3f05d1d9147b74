import { fromHalf } from '../tensors/half.ts';
import type { Tensor } from '../tensors/tensor.ts';

/** An output's elements as numbers, row-major. */
export function numbersOf({ datatype, data }: Tensor): ArrayLike<number> {
  if (datatype === 'FP16') return Array.from(data as Uint16Array, fromHalf);
  return typeof data[0] === 'bigint' ? Array.from(data as BigInt64Array, Number) : (data as Float32Array);
}
