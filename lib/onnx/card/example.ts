import type { Card, CardTensor, Column, ColumnValues } from './card.ts';
import { datatypeOf } from '../model/datatypes.ts';
import type { ByteElement } from './tensor-bytes.ts';

/** An example of more elements is not part of the card: it lies in a file of its own, as bytes. */
export const MOST_IN_CARD = 1_000_000;

type Json = ByteElement | Json[];

/**
 * A body for POST /predict made from what is known of the inputs: one row of a table where there are columns, else tensors
 * whose free dimensions are 1. The values are those that the graph tells (`values`), else 1, true or "text". Undefined
 * where it would be too long.
 */
export function exampleBody(inputs: CardTensor[], columns?: Column[]): Record<string, unknown> | undefined {
  if (columns === undefined) {
    const shapes = inputs.map(exampleShape);
    if (shapes.reduce((sum, shape) => sum + elements(shape.map((size) => size || 1)), 0) > MOST_IN_CARD)
      return undefined;
    const tensors = inputs.map((input, i) => [input.name, filled(input, shapes[i]!)]);
    return { inputs: Object.fromEntries(tensors) as Record<string, Json> };
  }
  const isSingle = inputs.length === 1;
  const row = columns.map(({ name }, i) => {
    const input = inputs[isSingle ? 0 : i]!;
    return [name, exampleValue(input, valuesAt(input, isSingle ? i : 0))];
  });
  return { rows: [Object.fromEntries(row) as Record<string, Json>] };
}

/** What is known of the values of a column: of a list for each column, or for all elements. */
export function valuesAt({ values }: CardTensor, column: number): ColumnValues | null | undefined {
  return values?.[values.length === 1 ? 0 : column];
}

/** Where nothing is known, 1 is an index, an axis, a count, a mask and a probability that most models take. */
export function exampleValue({ datatype }: CardTensor, values: ColumnValues | null | undefined): ByteElement {
  const { kind } = datatypeOf(datatype);
  if (kind === 'boolean') return true;
  return values?.example ?? (kind === 'text' ? 'text' : 1);
}

/**
 * The sizes of an example. An unknown rank is tried as a list of one; a free dimension is 1, or what its name says, as
 * exporters of networks for images name it: `640`. In an array of nothing, further dimensions have no place.
 */
export function exampleShape({ shape }: CardTensor): number[] {
  const sizes = (shape ?? [1]).map((dimension) => {
    if (typeof dimension === 'string') return /^[1-9]\d{0,8}$/.test(dimension) ? Number(dimension) : 1;
    return dimension < 0 ? 1 : dimension;
  });
  return sizes.includes(0) ? sizes.slice(0, sizes.indexOf(0) + 1) : sizes;
}

/** How many elements a shape holds. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function filled(input: CardTensor, sizes: number[]): Json {
  const level = (axis: number, column: number): Json => {
    if (axis === sizes.length) return exampleValue(input, valuesAt(input, column));
    return Array.from({ length: sizes[axis]! }, (_, i) => level(axis + 1, i));
  };
  return level(0, 0);
}

/**
 * The first row of an example as `{"rows": […]}` with the names that the card's columns have; where they have none, the
 * example as it is. A person reads one row with names more easily than a table of numbers.
 * @param before  the columns that the example's own rows are named by
 */
export function asRow(
  body: Record<string, unknown>,
  { columns, inputs }: Card,
  before = columns,
): Record<string, unknown> {
  const values = Array.isArray(body.rows)
    ? before?.map(({ name }) => ((body.rows as Row[])[0] ?? {})[name])
    : firstRow(body.inputs, inputs);
  if (columns === undefined || values?.length !== columns.length) return body;
  return { rows: [Object.fromEntries(columns.map(({ name }, i) => [name, values[i]]))] };
}

type Row = Record<string, unknown>;

/** The values of the first row of a table, in the order of its columns; undefined where the tensors are not a table. */
function firstRow(given: unknown, inputs: CardTensor[]): unknown[] | undefined {
  if (!inputs.every(({ shape }) => shape?.length === 2) || given === undefined) return undefined;
  const tensors = Array.isArray(given) ? [given] : inputs.map(({ name }) => (given as Row)[name]);
  return tensors.flatMap((tensor) => (tensor as unknown[][])[0] ?? []);
}
