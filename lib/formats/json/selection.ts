import { FormatError } from '../bytes/format-error.ts';

/**
 * Which parts of a JSON document are kept: `true` keeps all below it, `'present'` only that it is there, an object
 * chooses by key, `'*'` for every other key and for the elements of an array. What is not chosen is skipped.
 */
export type Selection = true | 'present' | { readonly [key: string]: Selection };

/** What was kept. Objects have no prototype, so that no key means anything. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const MAX_VALUES = 1_000_000;
const MAX_TEXT = 16 * 2 ** 20;
/** Deeper than this nothing is kept, nor skipped. */
export const MAX_DEPTH = 500;

export function chosen(wanted: Selection | undefined, key: string): Selection | undefined {
  if (wanted === true) return true;
  if (wanted === undefined || wanted === 'present') return undefined;
  return Object.hasOwn(wanted, key) ? wanted[key] : wanted['*'];
}

/** Counts what is kept, and how deep it lies. */
export class Kept {
  #values = 0;
  #text = 0;

  /** Throws FormatError where it becomes more than is read. */
  value(depth: number, textLength = 0): void {
    this.#text += textLength;
    if (depth > MAX_DEPTH) throw new FormatError('too-large', 'it is nested too deep');
    if (++this.#values > MAX_VALUES || this.#text > MAX_TEXT)
      throw new FormatError('too-large', 'it says more than is read');
  }
}

/** A member of something that was kept; undefined where it is no object or has none. */
export function member(value: Json | undefined, ...keys: string[]): Json | undefined {
  let at = value;
  for (const key of keys) {
    if (at === null || typeof at !== 'object' || Array.isArray(at)) return undefined;
    at = at[key];
  }
  return at;
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list; `[]` where there is none. */
export function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** A number, also one that is written as a text; NaN for all else, as an object cannot even be made one. */
export function numberOf(value: Json | undefined): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
}

/** The numbers of a list; `[]` where there is none. */
export function numbersOf(value: Json | undefined): number[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'number') : [];
}
