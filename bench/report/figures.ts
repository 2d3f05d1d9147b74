import type { Sample } from '../benchmarks/context.ts';

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The middle of what was measured, and how far it went. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

export function spread(values: number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/** Ours ÷ theirs, of each round that both have, by a figure. */
export function ratios(ours: Sample[], theirs: Sample[], figure: string): number[] {
  return theirs.flatMap((their) => {
    const our = ours.find(({ round }) => round === their.round);
    return our === undefined ? [] : [(our.figures[figure] ?? NaN) / (their.figures[figure] ?? NaN)];
  });
}

/** Samples by what a function says of them, in the order in which that first came. */
export function groups<T>(all: T[], key: (one: T) => string): [string, T[]][] {
  const found = new Map<string, T[]>();
  for (const one of all) found.set(key(one), [...(found.get(key(one)) ?? []), one]);
  return [...found];
}
