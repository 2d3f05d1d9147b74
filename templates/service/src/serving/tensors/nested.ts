import type { CardTensor } from '../../card.ts';
import { isFree } from '../../card.ts';
import type { Faults } from '../problems.ts';
import { describe } from '../problems.ts';
import { datatype } from './datatypes.ts';
import { elementFault } from './element.ts';
import { NumberBlock } from './number-block.ts';
import { checkShape, fits } from './shape.ts';
import type { Tensor } from './tensor.ts';
import { size } from './tensor.ts';
import { checkValues, valuesAt } from './values.ts';

/** Where a model leaves the rank open, deeper nesting than this is a fault. */
const DEEPEST = 32;

/**
 * Reads nested JSON arrays into a tensor and finds every fault on the way: rank, dimensions, ragged nesting,
 * elements that are none of the datatype. An empty array is a dimension of 0; the dimensions below it are the
 * model's, free ones 0.
 * @param value arrays, or a NumberBlock in their place.
 * @param at JSON Pointer of `value`.
 * @returns undefined where there was a fault.
 */
export function readNested(spec: CardTensor, value: unknown, at: string, faults: Faults): Tensor | undefined {
  const isBlock = value instanceof NumberBlock;
  const tensor =
    (isBlock && readBlock(spec, value)) || readArrays(spec, isBlock ? value.toArrays() : value, at, faults);
  if (!tensor) return undefined;
  const before = faults.count;
  checkValues(spec, tensor, (index) => [at, ...place(index, tensor.shape)].join('/'), faults);
  return faults.count === before ? tensor : undefined;
}

/** @returns undefined where there is a fault, which arrays tell better. */
function readBlock(spec: CardTensor, { shape, data: numbers }: NumberBlock): Tensor | undefined {
  if (!fits(spec.shape, shape)) return undefined;
  const { create, read } = datatype(spec.datatype);
  const data = create(numbers.length);
  for (let index = 0; index < numbers.length; index++) {
    const element = read(numbers[index]);
    if (element === undefined) return undefined;
    data[index] = element;
  }
  (numbers.buffer as ArrayBuffer).transfer(0); // It is not needed any more, and may be most of what a request takes.
  return { name: spec.name, datatype: spec.datatype, shape, data };
}

function readArrays(spec: CardTensor, value: unknown, at: string, faults: Faults): Tensor | undefined {
  const first = lengthsAlong(value, 0, spec);
  const last = lengthsAlong(value, -1, spec);
  const rank = spec.shape?.length ?? Math.min(first.length, DEEPEST);
  const shape = first.length === rank ? first : last;
  const before = faults.count;
  checkShape(spec, shape.length === rank ? shape : first, at, faults);
  // Brackets too many or too few everywhere are one fault, not one for each element.
  if (shape.length !== rank) return undefined;
  const data = readElements({ ...spec, shape }, value, at, faults);
  return faults.count === before ? { name: spec.name, datatype: spec.datatype, shape, data } : undefined;
}

/** The indices of an element, one for each dimension. */
function place(index: number, shape: readonly number[]): number[] {
  const places: number[] = [];
  for (const length of shape.toReversed()) {
    places.unshift(index % length);
    index = Math.floor(index / length);
  }
  return places;
}

/** The lengths of the arrays along the first (0) or last (-1) members; below an empty one, the model's. */
function lengthsAlong(value: unknown, side: 0 | -1, spec: CardTensor): number[] {
  const lengths: number[] = [];
  for (let inner = value; Array.isArray(inner) && lengths.length <= DEEPEST; inner = inner.at(side)) {
    lengths.push(inner.length);
  }
  if (lengths.at(-1) !== 0) return lengths;
  const below = spec.shape?.slice(lengths.length) ?? [];
  return [...lengths, ...below.map((dimension) => (isFree(dimension) ? 0 : (dimension as number)))];
}

function readElements(
  tensor: CardTensor & { shape: number[] },
  value: unknown,
  at: string,
  faults: Faults,
): Tensor['data'] {
  const { shape } = tensor;
  const { create, read } = datatype(tensor.datatype);
  // Ragged nesting is a fault, and its first rows tell nothing of its size: allocate for regular nesting
  // only.
  const data = create(isRegular(value, shape, 0) ? size(shape) : 0);
  const path: number[] = [];
  let position = 0;

  const visit = (inner: unknown, axis: number): void => {
    if (axis === shape.length) {
      const element = read(inner);
      if (element === undefined) {
        const values = valuesAt(tensor, path.at(-1) ?? 0);
        faults.add(() => elementFault(tensor, [at, ...path].join('/'), inner, values));
      } else data[position] = element;
      position++;
      return;
    }
    if (!Array.isArray(inner) || inner.length !== shape[axis]) {
      faults.add(() => ({
        tensor: tensor.name,
        at: [at, ...path].join('/'),
        expected: `an array of ${shape[axis]}, like the others of dimension ${axis}`,
        got: describe(inner),
        hint: 'All arrays of one dimension have the same length.',
      }));
    }
    if (!Array.isArray(inner)) return;
    for (let index = 0; index < inner.length; index++) {
      path[axis] = index;
      visit(inner[index], axis + 1);
    }
    path.length = axis;
  };
  visit(value, 0);
  return data;
}

function isRegular(value: unknown, shape: number[], axis: number): boolean {
  if (axis === shape.length) return true;
  if (!Array.isArray(value) || value.length !== shape[axis]) return false;
  return axis === shape.length - 1 || value.every((inner) => isRegular(inner, shape, axis + 1));
}
