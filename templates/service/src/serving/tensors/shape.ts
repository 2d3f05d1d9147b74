import type { CardTensor, Dimension } from '../../card.ts';
import { isFree } from '../../card.ts';
import type { Faults } from '../problems.ts';
import type { Tensor } from './tensor.ts';
import { size } from './tensor.ts';

/** `[N, 4]`, for people: free dimensions by their name or as `?`. */
export function formatShape(shape: readonly Dimension[] | null): string {
  if (shape === null) return 'any shape';
  return `[${shape.map((dimension) => (dimension === -1 ? '?' : dimension)).join(', ')}]`;
}

/**
 * Where one dimension is 0 there are no data that would bound the others; but a model may have an output of the
 * others alone. So a million rows of nothing are the most.
 */
const MOST_OF_NOTHING = 2 ** 20;

/** Whether a shape has the rank and the fixed dimensions that are wanted; null takes all. */
export function fits(wanted: readonly Dimension[] | null, shape: readonly number[]): boolean {
  if (wanted === null) return true;
  return (
    wanted.length === shape.length &&
    wanted.every((dimension, axis) => isFree(dimension) || dimension === shape[axis])
  );
}

/**
 * Checks rank and fixed dimensions against the model's, and the other dimensions of an empty tensor.
 * @param at JSON Pointer of what gave the shape.
 * @param from what that is: the brackets of nested arrays, or the numbers of a `shape`.
 */
export function checkShape(
  spec: CardTensor,
  shape: readonly number[],
  at: string,
  faults: Faults,
  from: 'brackets' | 'numbers' = 'brackets',
): boolean {
  const wanted = spec.shape;
  if (shape.includes(0) && size(shape.filter((dimension) => dimension > 0)) > MOST_OF_NOTHING) {
    const expected = `at most ${MOST_OF_NOTHING} in the dimensions beside a 0`;
    const hint = 'An empty tensor holds nothing, however long its other dimensions are.';
    faults.add({ tensor: spec.name, at, expected, got: `shape ${formatShape(shape)}`, hint });
    return false;
  }
  if (wanted === null || fits(wanted, shape)) return true;
  const expected =
    wanted.length === 0 ? 'a single value without brackets (shape [])' : `shape ${formatShape(wanted)}`;
  const got = shape.length === 0 ? 'a single value (shape [])' : `shape ${formatShape(shape)}`;
  faults.add({ tensor: spec.name, at, expected, got, hint: shapeHint(wanted, shape, from) });
  return false;
}

/** Shapes with a dimension of 1 more or less, and what to do about the brackets to come to them. */
const NEARLY: [to: (shape: readonly number[]) => readonly number[] | undefined, hint: string][] = [
  [(shape) => [1, ...shape], 'The outermost brackets are missing: [[…]] holds one row.'],
  [(shape) => [...shape, 1], 'Each value needs brackets of its own: [[…], […]].'],
  [(shape) => (shape[0] === 1 ? shape.slice(1) : undefined), 'The outermost brackets are too many.'],
  [
    (shape) => (shape.at(-1) === 1 ? shape.slice(0, -1) : undefined),
    'The innermost brackets, around each value, are too many.',
  ],
];

/** What to change; where that is not plain, how the whole would look. */
function shapeHint(
  wanted: readonly Dimension[],
  shape: readonly number[],
  from: 'brackets' | 'numbers',
): string {
  for (const [to, hint] of NEARLY) {
    const near = to(shape);
    if (near?.length !== wanted.length) continue;
    if (!wanted.every((size, axis) => isFree(size) || size === near[axis])) continue;
    return from === 'brackets' ? hint : `Write [${near.join(', ')}]: the shape is the whole one.`;
  }
  const wrong = wanted.flatMap((dimension, axis) =>
    shape.length !== wanted.length || isFree(dimension) || dimension === shape[axis]
      ? []
      : [`Dimension ${axis} must be ${dimension}, not ${shape[axis]}.`],
  );
  if (wrong.length > 0) return wrong.join(' ');
  if (from === 'numbers') return `The model takes ${wanted.length} dimensions.`;
  if (wanted.length === 0) return 'Write the value alone.';
  return `The model takes ${wanted.length} dimensions, one level of brackets each: ${form(wanted)}.`;
}

/** How nested arrays of a shape look: `[[…, …, …], …]`, of long dimensions the first three. */
function form(shape: readonly Dimension[]): string {
  return shape.reduceRight<string>((inner, size) => {
    if (isFree(size)) return `[${inner}, …]`;
    const count = Math.min(size as number, 3);
    const items = Array<string>(count).fill(inner).join(', ');
    return `[${items}${(size as number) > count ? ', …' : ''}]`;
  }, '…');
}

/** Converters write these where they know no name: two of them need not be equal. */
const NAMELESS = new Set(['None', '?', '']);

export function isNameless(dimension: string): boolean {
  return NAMELESS.has(dimension);
}

/**
 * Dimensions of one name must have one size, across all inputs. ONNX Runtime does not check this.
 * @param at JSON Pointer of an input, by its position among the inputs.
 */
export function checkNamedDimensions(
  specs: readonly CardTensor[],
  tensors: readonly (Tensor | undefined)[],
  at: (position: number) => string,
  faults: Faults,
): void {
  const known = new Map<string, { size: number; tensor: string }>();
  specs.forEach((spec, position) => {
    const tensor = tensors[position];
    if (!tensor || !spec.shape) return;
    spec.shape.forEach((dimension, axis) => {
      if (typeof dimension !== 'string' || NAMELESS.has(dimension)) return;
      const size = tensor.shape[axis]!;
      const first = known.get(dimension);
      if (!first) known.set(dimension, { size, tensor: spec.name });
      else if (first.size !== size) {
        faults.add({
          tensor: spec.name,
          at: at(position),
          expected: `${first.size} in dimension ${axis} ("${dimension}")`,
          got: String(size),
          hint: `"${dimension}" is ${first.size} in "${first.tensor}", and it is the same dimension here.`,
        });
      }
    });
  });
}
