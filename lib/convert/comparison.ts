import { compactJson } from '../json.ts';
import { flat, isSameLabel } from './proof/differences.ts';
import { namedRow } from './proof/named-row.ts';
import type { Proved } from './proof/prove.ts';

/** How the new model's answers differ from those of the previous one, on the rows of the proof. */
export interface Comparison {
  /** The file that the previous model came from. */
  previous: string;
  rows: number;
  /** Of each output that both have. */
  outputs: OutputComparison[];
}

export interface OutputComparison {
  name: string;
  /** Rows in which the two answer otherwise. */
  different: number;
  /** Of numbers: how far they are apart, on average over all rows that have numbers in both, and at most. */
  apart?: { mean: number; largest: number };
  /** Rows in which only one of them has a number, or another count of them. */
  incomparable?: number;
  /** The rows that differ most, with both answers. */
  examples: { row: Record<string, unknown>; previous: unknown; now: unknown }[];
}

const MOST_EXAMPLES = 3;

/** Holds one output of the new model against that of the previous one, in these rows. */
export function compareOutput(
  { name, isNumber, before, rows }: { name: string; isNumber: boolean; before: unknown[]; rows: number[] },
  proved: Proved,
): OutputComparison {
  const now = proved.converted[name]!;
  const distances = rows.map((row) => ({
    row,
    distance: isNumber ? distance(before[row], now[row]) : Number(!isSameLabel(before[row], now[row])),
  }));
  const differing = distances.filter((one) => one.distance > 0);
  const numbers = distances.map((one) => one.distance).filter(Number.isFinite);
  const mean = numbers.reduce((total, one) => total + one, 0) / (numbers.length || 1);
  const incomparable = rows.length - numbers.length;
  const worst = [...differing].sort((a, b) => b.distance - a.distance).slice(0, MOST_EXAMPLES);
  return {
    name,
    different: differing.length,
    ...(isNumber && { apart: { mean, largest: Math.max(0, ...numbers) } }),
    ...(incomparable > 0 && { incomparable }),
    examples: worst.map(({ row }) => ({
      row: namedRow(proved, row),
      previous: before[row],
      now: now[row],
    })),
  };
}

/** The largest one of all elements; infinite where one has another number of them, or no number. */
function distance(before: unknown, now: unknown): number {
  const [one, other] = [flat(before), flat(now)];
  if (one.length !== other.length) return Infinity;
  const apart = one.map((value, i) => {
    const off = Math.abs(Number(value) - Number(other[i]));
    return Object.is(value, other[i]) ? 0 : Number.isNaN(off) ? Infinity : off;
  });
  return Math.max(0, ...apart);
}

/** For people. */
export function comparisonLines({ previous, rows, outputs }: Comparison): string[] {
  if (outputs.length === 0)
    return [`compared with ${previous}, the previous model: they have no output in common`];
  const lines = outputs.flatMap((output) => [
    `  ${output.name}: ${textOf(rows, output)}`,
    ...(output.apart === undefined || outputs.length === 1 ? output.examples : []).map(
      ({ row, previous: was, now }) =>
        shortened(`    ${compactJson(row)}: ${compactJson(was)} before, ${compactJson(now)} now`),
    ),
  ]);
  return [
    `compared with ${previous}, the previous model, in ${rows.toLocaleString('en-US')} rows:`,
    ...lines,
  ];
}

function textOf(rows: number, { different, apart, incomparable = 0 }: OutputComparison): string {
  if (different === 0) return 'the same in all';
  const share = `${rounded((100 * different) / rows)} %`;
  if (apart === undefined) return `another one in ${different.toLocaleString('en-US')} (${share})`;
  const other =
    incomparable > 0 ? `; a number in only one of them in ${incomparable.toLocaleString('en-US')}` : '';
  return `${rounded(apart.mean)} apart on average, ${rounded(apart.largest)} at most${other}`;
}

/** To two digits. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(2)));
}

const LONGEST = 200;

function shortened(line: string): string {
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)} …`;
}
