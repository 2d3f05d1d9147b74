import type { Elements } from './datatypes.ts';
import { datatype } from './datatypes.ts';

/** A tensor with its whole content, row-major. */
export interface Tensor {
  name: string;
  datatype: string;
  shape: number[];
  data: Elements;
}

/** How many elements a shape holds; `[]`, a scalar, holds one. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** The elements as a flat JSON array, row-major. */
export function toFlatJson(tensor: Tensor): unknown[] {
  const { write } = datatype(tensor.datatype);
  return Array.from(tensor.data as ArrayLike<unknown>, write as (element: unknown) => unknown);
}

/** The elements as nested JSON arrays, one level per dimension; a scalar is a bare value. */
export function toNestedJson(tensor: Tensor): unknown {
  const { shape } = tensor;
  const flat = toFlatJson(tensor);
  if (shape.length === 0) return flat[0];
  if (flat.length === 0) return emptyNested(shape);
  let level = flat;
  for (let axis = shape.length - 1; axis > 0; axis--) level = chunks(level, shape[axis]!);
  return level;
}

function chunks(values: unknown[], length: number): unknown[][] {
  const result: unknown[][] = [];
  for (let start = 0; start < values.length; start += length)
    result.push(values.slice(start, start + length));
  return result;
}

function emptyNested(shape: number[]): unknown[] {
  const [first, ...rest] = shape;
  return Array.from({ length: first! }, () => emptyNested(rest));
}
