import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Card } from '../../card.ts';
import { datatype } from '../tensors/datatypes.ts';
import { isObject, parseJson } from '../tensors/json.ts';
import type { Difference } from './compare.ts';
import { differentValue, differentMaximum, differentStructure } from './compare.ts';

/** test/golden.json: requests with their expected answers. Add your own cases to it. */
export interface Golden {
  /** Where the expected answers come from; `recorded` where the model itself gave them. */
  source: string;
  /** The model file that they belong to: `source.file` and `source.sha256` of its card. */
  model?: { file: string; sha256: string };
  /** |got − want| ≤ absolute + relative·|want|; integers, strings and booleans exactly. */
  tolerance: { absolute: number; relative: number };
  /**
   * Outputs that are compared less strictly: `shape` where the model draws random numbers, `argmax` where it is
   * quantised, that is the place of the largest number of each row (of a ZipMap, its class). Integers of 64 bits are
   * compared exactly there, too.
   */
  compare?: Record<string, 'shape' | 'argmax'>;
  /** Bodies of POST /predict and of its answer. */
  cases: { request: Record<string, unknown>; answer: Record<string, unknown> }[];
}

export const goldenFile = join(import.meta.dirname, '..', '..', '..', 'test', 'golden.json');

/**
 * Reads test/golden.json; undefined where there is none.
 * @throws Error where it is no JSON, or has another form.
 */
export function readGolden(): Golden | undefined {
  if (!existsSync(goldenFile)) return undefined;
  let golden: unknown;
  try {
    golden = parseJson(readFileSync(goldenFile, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Error(`test/golden.json is not JSON: ${(error as Error).message}`);
  }
  const { cases, tolerance } = isObject(golden) ? golden : {};
  const isCase = (member: unknown) => isObject(member) && isObject(member.request) && isObject(member.answer);
  if (!isObject(tolerance) || !Array.isArray(cases) || !cases.every(isCase)) {
    throw new Error(
      'test/golden.json must have "tolerance", and "cases" that each have "request" and "answer".',
    );
  }
  return golden as Golden;
}

/** What a quantised model computes with rounded numbers. Integers of 64 bits are labels, indices and counts. */
export function isRounded(name: string): boolean {
  const { kind, bytes } = datatype(name);
  return kind === 'float' || (kind === 'integer' && bytes < 8);
}

/**
 * Where two answers of POST /predict first differ, as `path: got … instead of …`; undefined where they agree.
 * Datatypes are those of the card.
 */
export function difference(
  got: unknown,
  want: unknown,
  { tolerance, compare = {} }: Pick<Golden, 'tolerance' | 'compare'>,
  { outputs }: Card,
): Difference {
  const ofOutput = (name: string, got: unknown, want: unknown, at: string): Difference => {
    const output = outputs.find((output) => output.name === name);
    const mode = Object.hasOwn(compare, name) ? compare[name] : undefined;
    if (mode === 'shape') return differentStructure(got, want, at);
    if (mode === 'argmax' && output && isRounded(output.datatype)) {
      return differentMaximum(got, want, at, output, tolerance);
    }
    const exact = { absolute: 0, relative: 0 };
    return differentValue(
      got,
      want,
      at,
      !output || datatype(output.datatype).kind === 'float' ? tolerance : exact,
    );
  };
  const ofOutputs = (got: unknown, want: unknown, at: string): Difference => {
    if (!isObject(got) || !isObject(want)) return differentStructure(got, want, at);
    return firstOf(names(got, want), (name) => ofOutput(name, got[name], want[name], `${at}/${name}`));
  };
  if (!isObject(got) || !isObject(want)) return differentStructure(got, want, '');
  return firstOf(names(got, want), (member) => {
    const [one, other, at] = [got[member], want[member], `/${member}`];
    if (member === 'outputs') return ofOutputs(one, other, at);
    // What a picture or a text is answered with.
    if (member !== 'rows' || !Array.isArray(one) || !Array.isArray(other))
      return differentValue(one, other, at, tolerance);
    const longest = one.length > other.length ? one : other;
    return firstOf([...longest.keys()], (row) => ofOutputs(one[row], other[row], `${at}/${row}`));
  });
}

function names(got: object, want: object): string[] {
  return [...new Set([...Object.keys(want), ...Object.keys(got)])];
}

function firstOf<Member>(members: Member[], differ: (member: Member) => Difference): Difference {
  for (const member of members) {
    const found = differ(member);
    if (found) return found;
  }
  return undefined;
}
