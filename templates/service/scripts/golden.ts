import { join } from 'node:path';
import type { Card } from '../src/card.ts';

/** test/golden.json: requests with their expected answers. Add your own cases to it. */
export interface Golden {
  /** Where the expected answers come from. */
  source: string;
  /** |got − want| ≤ absolute + relative·|want|; integers, strings and booleans exactly. */
  tolerance: { absolute: number; relative: number };
  /** Bodies of POST /predict and of its answer. */
  cases: { request: Record<string, unknown>; answer: Record<string, unknown> }[];
}

export const goldenFile = join(import.meta.dirname, '..', 'test', 'golden.json');

/**
 * Where two answers of POST /predict first differ, as `path: got … instead of …`; undefined where they agree.
 * The tolerance is for floating point outputs alone, as the card names them.
 */
export function difference(
  got: unknown,
  want: unknown,
  tolerance: Golden['tolerance'],
  { outputs }: Card,
): string | undefined {
  const exact = { absolute: 0, relative: 0 };
  const isExact = (name: string) =>
    outputs.some((output) => output.name === name && !output.datatype.startsWith('FP'));

  const compare = (
    got: unknown,
    want: unknown,
    { absolute, relative }: typeof exact,
    at: string,
  ): string | undefined => {
    if (typeof got === 'number' && typeof want === 'number') {
      if (Math.abs(got - want) <= absolute + relative * Math.abs(want)) return undefined;
    } else if (isComposite(got) && isComposite(want) && Array.isArray(got) === Array.isArray(want)) {
      const isAnswer = /^\/(outputs|rows\/\d+)$/.test(at);
      for (const key of new Set([...Object.keys(want), ...Object.keys(got)])) {
        const margin = isAnswer && isExact(key) ? exact : { absolute, relative };
        const found = compare(got[key], want[key], margin, `${at}/${key}`);
        if (found) return found;
      }
      return undefined;
    } else if (got === want) return undefined;
    return `${at}: got ${shown(got)} instead of ${shown(want)}`;
  };
  return compare(got, want, tolerance, '');
}

function isComposite(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}
