import { datatype } from '../tensors/datatypes.ts';
import type { Tensor } from '../tensors/tensor.ts';

/** An output's elements as numbers, row-major. */
export function numbersOf({ datatype: name, data }: Tensor): ArrayLike<number> {
  const type = datatype(name);
  if (data instanceof Float32Array || data instanceof Float64Array) return data;
  if (type.kind === 'float') return Array.from(data as Uint16Array, type.decode);
  return Array.from(data as BigInt64Array, Number);
}
