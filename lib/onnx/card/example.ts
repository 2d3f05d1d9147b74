import type { Card, CardTensor, Column } from './card.ts';

// A body of more than this is no example: it would be megabytes in the card, the documentation and the README.
const MAX_ELEMENTS = 1_000_000;

type Json = number | string | boolean | Json[];

/**
 * A body for POST /predict made from a signature alone: one row of a table where there are columns, else tensors whose
 * free dimensions are 1. A tensor with which it would have more than a million elements is given as `[]`: such a body
 * does not succeed.
 */
export function exampleBody(inputs: CardTensor[], columns?: Column[]): Record<string, unknown> {
  if (columns === undefined) {
    let left = MAX_ELEMENTS;
    const tensors = inputs.map((input) => {
      const sizes = exampleSizes(input);
      const elements = sizes.reduce((product, size) => product * Math.max(size, 1), 1);
      if (elements > left) return [input.name, []];
      left -= elements;
      return [input.name, filled(sizes, exampleValue(input.datatype))];
    });
    return { inputs: Object.fromEntries(tensors) as Record<string, Json> };
  }
  const datatype = (i: number): string => inputs[inputs.length === 1 ? 0 : i]!.datatype;
  return { rows: [Object.fromEntries(columns.map(({ name }, i) => [name, exampleValue(datatype(i))]))] };
}

/** One value for all: 1 is an index, an axis, a count, a mask and a probability that most models take. */
function exampleValue(datatype: string): Json {
  if (datatype === 'BOOL') return true;
  return datatype === 'BYTES' ? 'text' : 1;
}

/** An unknown rank is tried as a list of one. In an array of nothing, further dimensions have no place. */
function exampleSizes({ shape }: CardTensor): number[] {
  const sizes = (shape ?? [1]).map((dimension) =>
    typeof dimension === 'string' || dimension < 0 ? 1 : dimension,
  );
  return sizes.includes(0) ? sizes.slice(0, sizes.indexOf(0) + 1) : sizes;
}

function filled(sizes: number[], value: Json): Json {
  return sizes.reduceRight<Json>((inner, size) => Array.from({ length: size }, () => inner), value);
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

/** The values of the first row of a table, in the order of its columns; undefined where the tensors are no table. */
function firstRow(given: unknown, inputs: CardTensor[]): unknown[] | undefined {
  if (!inputs.every(({ shape }) => shape?.length === 2) || given === undefined) return undefined;
  const tensors = Array.isArray(given) ? [given] : inputs.map(({ name }) => (given as Row)[name]);
  return tensors.flatMap((tensor) => (tensor as unknown[][])[0] ?? []);
}
