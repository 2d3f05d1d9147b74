import type { CardOutput } from '../../card.ts';
import { isFree } from '../../card.ts';
import { datatype } from '../tensors/datatypes.ts';

/** Where two JSON values first differ, as `path: got … instead of …`; undefined where they agree. */
export type Difference = string | undefined;

export interface Tolerance {
  absolute: number;
  relative: number;
}

/**
 * The same structure, numbers within the tolerance, everything else equal. Whole numbers beyond 2^53 are compared
 * to their last digit.
 */
export function differentValue(
  got: unknown,
  want: unknown,
  at: string,
  { absolute, relative }: Tolerance = { absolute: 0, relative: 0 },
): Difference {
  return walk(got, want, at, (got, want) =>
    typeof got === 'number' && typeof want === 'number'
      ? Math.abs(got - want) <= absolute + relative * Math.abs(want)
      : got === want,
  );
}

/** The same lengths, names and kinds of values; the values themselves may differ. */
export function differentStructure(got: unknown, want: unknown, at: string): Difference {
  return walk(got, want, at, (got, want) => kindOf(got) === kindOf(want));
}

/**
 * How far a quantised model may be off: a twentieth of the largest magnitude, twelve of the 255 steps of an 8-bit
 * number. Processors round the last of them differently, and layer by layer that adds up.
 */
const LOOSE = 0.05;

/**
 * The same structure, and in every row, which is one along the last dimension or a `{class: probability}`, the
 * largest number in the same place. Places whose numbers differ by the loose margin at most are as good as each
 * other. Where no row has two numbers there is no largest one: those are compared within the loose margin.
 */
export function differentMaximum(
  got: unknown,
  want: unknown,
  at: string,
  { datatype: type, shape }: CardOutput,
  { absolute }: Tolerance,
): Difference {
  const structure = differentStructure(got, want, at);
  if (structure) return structure;
  const wanted = rowsOf(want, at);
  const given = rowsOf(got, at);
  const finite = wanted.flatMap(({ values }) => values.map(Math.abs)).filter(Number.isFinite);
  const least = datatype(type).kind === 'float' ? absolute : 1;
  const margin = finite.reduce((most, value) => Math.max(most, LOOSE * value), least);
  const isBatch = shape?.length === 1 && isFree(shape[0]!); // one value for each row of the request
  if (isBatch || wanted.every(({ values }) => values.length < 2)) {
    return differentValue(got, want, at, { absolute: margin, relative: 0 });
  }
  for (const [index, { at, keys, values }] of wanted.entries()) {
    const best = largest(values);
    const chosen = largest(given[index]!.values);
    if (best === chosen || values[best]! - values[chosen]! <= margin) continue;
    return `${at}: the largest is ${shown(keys[chosen])} instead of ${shown(keys[best])}`;
  }
  return undefined;
}

/** One line of numbers, with the name or index of each. */
interface Row {
  at: string;
  keys: string[];
  values: number[];
}

function rowsOf(value: unknown, at: string): Row[] {
  if (!isComposite(value)) return [{ at, keys: [''], values: [Number(value)] }];
  const keys = Object.keys(value);
  if (keys.some((key) => isComposite(value[key])))
    return keys.flatMap((key) => rowsOf(value[key], `${at}/${key}`));
  return keys.length > 0 ? [{ at, keys, values: keys.map((key) => Number(value[key])) }] : [];
}

/** The index of the largest; -1 where nothing is above minus infinity, NaN for example. */
function largest(values: number[]): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? -Infinity) ? index : best), -1);
}

function walk(
  got: unknown,
  want: unknown,
  at: string,
  agree: (got: unknown, want: unknown) => boolean,
): Difference {
  if (isComposite(got) && isComposite(want) && Array.isArray(got) === Array.isArray(want)) {
    for (const key of new Set([...Object.keys(want), ...Object.keys(got)])) {
      const found = walk(got[key], want[key], `${at}/${key}`, agree);
      if (found) return found;
    }
    return undefined;
  }
  return agree(got, want) ? undefined : `${at}: got ${shown(got)} instead of ${shown(want)}`;
}

function isComposite(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** NaN and the infinities are numbers, too, though JSON has them as strings. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  const isNumber = ['number', 'bigint'].includes(typeof value) || /^(NaN|-?Infinity)$/.test(String(value));
  return isNumber ? 'number' : typeof value;
}

function shown(value: unknown): string {
  return typeof value === 'bigint'
    ? String(value)
    : ((JSON.stringify(value) as string | undefined) ?? 'nothing').slice(0, 100);
}
