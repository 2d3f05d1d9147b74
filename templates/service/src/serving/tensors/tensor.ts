import { getHeapStatistics } from 'node:v8';
import { Problem } from '../problems.ts';
import type { Elements } from './datatypes.ts';
import { datatype } from './datatypes.ts';
import { elementsOf } from './packed.ts';

/** A tensor with its whole content, row-major. */
export interface Tensor {
  name: string;
  datatype: string;
  shape: number[];
  data: Elements;
  /** Of an output: it has a value for each row of the request, which was proved. */
  byRow?: boolean;
}

/** How many elements a shape holds; `[]`, a scalar, holds one. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/**
 * So many elements are written as JSON at most. With 32 bytes for each, they take half of the heap as values, or
 * make the longest text that there can be.
 */
const MOST_IN_JSON = Math.min(getHeapStatistics().heap_size_limit / 2, 2 ** 29) / 32;

/**
 * The elements as a flat JSON array, row-major.
 * @throws Problem 422 where they are too many.
 */
export function toFlatJson(tensor: Tensor): unknown[] {
  const elements = size(tensor.shape); // its data may be packed
  if (elements > MOST_IN_JSON) {
    const detail = `"${tensor.name}" has ${elements} elements, too many for an answer in JSON.`;
    throw new Problem(
      422,
      `${detail} Ask for less at once, or for bytes, which /v2 has (binary_data_output).`,
    );
  }
  const write = datatype(tensor.datatype).write as (element: unknown) => unknown;
  const data = elementsOf(tensor) as ArrayLike<unknown>;
  const flat = new Array<unknown>(data.length);
  for (let index = 0; index < data.length; index++) flat[index] = write(data[index]);
  return flat;
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
