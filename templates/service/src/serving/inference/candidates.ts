import type { Card, CardTensor, Dimension } from '../../card.ts';
import { isFree } from '../../card.ts';
import { datatype } from '../tensors/datatypes.ts';
import { isNameless } from '../tensors/shape.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { size } from '../tensors/tensor.ts';
import { valuesAt } from '../tensors/values.ts';

/** Free dimensions grow to this many elements in all and no further: trying must not cost memory. */
const MOST_ELEMENTS = 250_000;

/** Mostly powers of two, for networks that halve an image or a sequence again and again; 224 is a usual image. */
const SIZES = [2, 3, 4, 5, 8, 16, 32, 64, 128, 224, 256, 512];

/** Whole numbers in so short a vector are often a shape, axes, or the lengths of parts; in a longer one, data. */
const LONGEST_LIST = 8;

/** Where a value goes: which element of which input. */
interface Place {
  input: number;
  index: number;
  /** How many elements that input has. */
  count: number;
  isFloat: boolean;
  isList: boolean;
  /** A value that the model knows there, where one is known. */
  example: number | bigint | string | undefined;
}

/** What the elements are filled with; BOOL is true for all numbers but 0. */
interface Fill {
  number: (place: Place) => number | bigint;
  text: (place: Place) => string;
}

/**
 * Inputs that fit a signature, for a model of whose values nothing else is known; the likeliest come first. Most
 * models take any values. The others ask for what their operators need: an index of 0, a ratio below 1, axes that
 * differ, parts that add up to a whole, a sequence that is long enough.
 */
export function* candidates({ inputs }: Pick<Card, 'inputs'>): Generator<Tensor[]> {
  const fills = [...FILLS, ...listFills(inputs)];
  const table = shapesToTry(inputs).flatMap((shapes, row) =>
    fills.map((fill, column) => ({ shapes, fill, rank: row * column })),
  );
  // First its edges, which are all fills of the smallest shapes and all shapes with the first fill.
  table.sort((one, other) => one.rank - other.rank);
  const known = new Set<string>();
  for (const { shapes, fill } of table) {
    const tensors = inputs.map((spec, input) => filled(spec, shapes[input]!, input, fill));
    const start = tensors
      .map(({ shape, data }) => `[${shape.join()}] ${data.slice(0, LONGEST_LIST + 1).join()}`)
      .join();
    if (known.has(start)) continue; // Not every fill differs from the others for these datatypes.
    known.add(start);
    yield tensors;
  }
}

/** The shapes of all inputs in every size that is tried: first with all free dimensions 1, then as they grow. */
function shapesToTry(inputs: CardTensor[]): number[][][] {
  const sizes: SizeOf[] = SIZES.flatMap((size): SizeOf[] => [
    () => size,
    ({ axis }) => (axis === 0 ? 1 : size), // one image
    ({ axis, rank }) => (axis > 0 && axis === rank - 1 ? size : 1), // one sequence
  ]);
  sizes.push(({ name }) => (/past/i.test(name) ? 0 : 1)); // a language model that begins with an empty cache
  const ranks = inputs.some(({ shape }) => shape === null) ? [1, 2, 0, 3, 4] : [1];
  const first = sized(inputs, 1, () => 1);
  const others = ranks.flatMap((rank) => [() => 1, ...sizes].map((sizeOf) => sized(inputs, rank, sizeOf)));
  const elements = (shapes: number[][]) => shapes.reduce((sum, shape) => sum + size(shape), 0);
  const affordable = others.filter((shapes) => elements(shapes) <= MOST_ELEMENTS);
  const grown = affordable.sort((one, other) => elements(one) - elements(other));
  return [...new Map([first, ...grown].map((shapes) => [JSON.stringify(shapes), shapes])).values()];
}

/** The size of a free dimension; `name` is empty where it has none. */
type SizeOf = (dimension: { name: string; axis: number; rank: number }) => number;

/** @param openRank the rank of inputs that may have any. */
function sized(inputs: CardTensor[], openRank: number, sizeOf: SizeOf): number[][] {
  const known = new Map<string, number>(); // Dimensions of one name have one size.
  return inputs.map(({ shape }) =>
    (shape ?? Array<Dimension>(openRank).fill(-1)).map((dimension, axis, { length: rank }) => {
      if (!isFree(dimension)) return dimension as number;
      if (/^[1-9]\d{0,8}$/.test(String(dimension))) return Number(dimension); // what its name says: "640"
      const name = typeof dimension === 'string' && !isNameless(dimension) ? dimension : '';
      const size = known.get(name) ?? sizeOf({ name, axis, rank });
      if (name) known.set(name, size);
      return size;
    }),
  );
}

const FILLS: Fill[] = [
  {
    number: ({ example = 1 }) => (typeof example === 'string' ? 1 : example),
    text: ({ example = 'text' }) => String(example),
  },
  { number: () => 1, text: () => 'text' },
  { number: ({ isFloat }) => (isFloat ? 0.5 : 1), text: () => '1' },
  { number: ({ isFloat }) => (isFloat ? 0.5 : 0), text: () => '0' },
  { number: () => 2, text: () => 'a few words of text' },
  { number: () => 0, text: () => '' },
  { number: ({ index }) => index, text: ({ index }) => `text ${index}` },
  {
    number: ({ index, isFloat }) => (isFloat ? ((index % 8) + 1) / 8 : index + 1),
    text: ({ index }) => `${index}`,
  },
  // Single values that grow from input to input: a start, an end, a step; a least and a most.
  { number: ({ input, count }) => (count === 1 ? input + 1 : 1), text: ({ input }) => `${input + 1}` },
  // The same with counts far above all measures, as a sampling rate is above frequencies.
  {
    number: ({ input, count, isFloat }) => (count > 1 ? 1 : isFloat ? input : 8 * (1 + (input % 15))),
    text: ({ input }) => 'abc'.repeat(input + 1),
  },
  listFill((index) => (index === 0 ? -1 : 1)), // a shape for any tensor
];

/** Short lists of whole numbers that have to do with the size of some input: parts of it, or shapes. */
function listFills(inputs: CardTensor[]): Fill[] {
  const sizes = new Set(inputs.flatMap(({ shape }) => shape ?? []).filter((size) => (size as number) > 1));
  return ([...sizes].slice(0, LONGEST_LIST) as number[]).flatMap((size) => [
    listFill((index) => (index === 0 ? size : 0)),
    listFill((index) => (index === 0 ? size : 1)),
    listFill((index, count) => (index === count - 1 ? size : 1)),
  ]);
}

function listFill(number: (index: number, count: number) => number): Fill {
  return { number: ({ index, count, isList }) => (isList ? number(index, count) : 1), text: () => 'text' };
}

function filled(spec: CardTensor, shape: number[], input: number, fill: Fill): Tensor {
  const { name, datatype: type } = spec;
  const { kind, bytes, create, read } = datatype(type);
  const count = size(shape);
  const isList = kind === 'integer' && bytes >= 4 && shape.length === 1 && count <= LONGEST_LIST;
  const place: Place = { input, index: 0, count, isFloat: kind === 'float', isList, example: undefined };
  const width = shape.at(-1) ?? 1;
  const data = create(count);
  for (; place.index < count; place.index++) {
    const known = valuesAt(spec, place.index % width);
    place.example = known?.example;
    // Where the model rejects all but the values that it knows, no others are tried.
    const { number, text } = known?.closed ? FILLS[0]! : fill;
    const value = kind === 'text' ? text(place) : number(place);
    // What does not fit the datatype, as -1 does not fit a UINT8, is 1.
    data[place.index] = read(kind === 'boolean' ? Number(value) !== 0 : value) ?? (read(1) as number);
  }
  return { name, datatype: type, shape, data };
}
