import type { Elements } from '../tensors/datatypes.ts';
import { datatype } from '../tensors/datatypes.ts';
import { elementsOf, isPacked } from '../tensors/packed.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { size } from '../tensors/tensor.ts';

/**
 * How many rows a request has: the first dimension, where all inputs agree on it; else 0, and it runs alone. So do
 * packed strings, as they are many.
 */
export function rowsOf(inputs: readonly Tensor[]): number {
  const rows = inputs[0]?.shape[0] ?? 0;
  return inputs.every((tensor) => tensor.shape[0] === rows && !isPacked(tensor)) ? rows : 0;
}

/** How many bytes the elements of a request take. */
export function bytesOf(inputs: readonly Tensor[]): number {
  let bytes = 0;
  for (const { data } of inputs) {
    if (Array.isArray(data)) for (const text of data) bytes += 2 * text.length;
    else bytes += data.byteLength;
  }
  return bytes;
}

/** Whether requests can be joined: they have the same dimensions below the first, and ask for the same outputs. */
export function areAlike(one: Asked, other: Asked): boolean {
  return (
    haveSameNames(one.outputs, other.outputs) &&
    one.inputs.every(({ shape }, index) => areEqualBelow(shape, other.inputs[index]!.shape))
  );
}

interface Asked {
  inputs: readonly Tensor[];
  outputs: readonly { name: string }[];
}

function haveSameNames(one: Asked['outputs'], other: Asked['outputs']): boolean {
  if (one === other) return true; // mostly: all that there are
  return one.length === other.length && one.every(({ name }, index) => name === other[index]!.name);
}

function areEqualBelow(one: readonly number[], other: readonly number[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 1; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}

/** Puts requests one below the other. All are alike. */
export function join(requests: readonly (readonly Tensor[])[]): Tensor[] {
  return requests[0]!.map((first, input) => {
    const parts = requests.map((tensors) => tensors[input]!);
    const rows = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
    const shape = [rows, ...first.shape.slice(1)];
    return { ...first, shape, data: concatenate(parts, size(shape)) };
  });
}

function concatenate(parts: readonly Tensor[], length: number): Elements {
  if (Array.isArray(parts[0]!.data)) return parts.flatMap(({ data }) => data as string[]);
  const data = datatype(parts[0]!.datatype).create(length) as Float32Array;
  let position = 0;
  for (const part of parts) {
    data.set(part.data as Float32Array, position);
    position += part.data.length;
  }
  return data;
}

/**
 * Takes an answer apart again, into one per request.
 * @returns undefined where an output does not have one row for each row that went in.
 */
export function split(outputs: readonly Tensor[], rows: readonly number[]): Tensor[][] | undefined {
  const total = rows.reduce((sum, count) => sum + count, 0);
  if (outputs.some(({ shape }) => shape[0] !== total)) return undefined;
  const whole = outputs.map((output) => ({ ...output, data: elementsOf(output) }));
  let start = 0;
  return rows.map((count) => {
    const from = start;
    start += count;
    return whole.map((output) => rowsFrom(output, from, count));
  });
}

function rowsFrom(tensor: Tensor, from: number, count: number): Tensor {
  const width = size(tensor.shape.slice(1));
  const start = from * width;
  const end = (from + count) * width;
  const data = Array.isArray(tensor.data) ? tensor.data.slice(start, end) : tensor.data.subarray(start, end);
  return { ...tensor, shape: [count, ...tensor.shape.slice(1)], data };
}
