import type { Proof } from '../../onnx/card/card.ts';
import type { Kind } from '../sandbox/answer.ts';
import { differencesOf, type Difference, type Original, type Outputs } from './differences.ts';

/** What a proof came to. */
export interface Verdict {
  passed: boolean;
  proof: Proof;
  /** Rows that had to agree and do not. */
  differing: number;
  /** The worst of those, and then of the others, worst first. */
  worst: (Difference & { kind: Kind })[];
}

const MOST_WORST = 10;

/**
 * Judges a converted model by its answers to the rows that the original answered. All rows but those at thresholds have
 * to agree: labels, unless the original's two best scores are the same but for rounding, and values within 1e-4.
 * @param labels  the outputs whose values are labels
 */
export function judgeAnswers(
  original: Original,
  converted: Outputs,
  labels: Set<string>,
  kinds: Kind[],
): Verdict {
  const isCounted = (row: number): boolean => kinds[row] !== 'threshold';
  const found = differencesOf(original, converted, labels, isCounted);
  const rows = kinds.filter((_, row) => isCounted(row)).length;
  const counted = found.differences.filter(({ row }) => isCounted(row));
  const apart = found.differences.filter(({ row }) => !isCounted(row));
  const failing = counted.filter(({ isTie }) => isTie !== true);
  const different = counted.filter(({ relative }) => relative === undefined).length;
  const figures = {
    rows,
    labels: { equal: found.labels - different, different },
    values: { largestAbsolute: found.largestAbsolute, largestRelative: found.largestRelative },
    thresholds: { rows: kinds.length - rows, different: rowsIn(apart) },
  };
  const worst = [...failing].sort(worstFirst).concat(
    counted.filter(({ isTie }) => isTie),
    [...apart].sort(worstFirst),
  );
  return {
    passed: rows > 0 && failing.length === 0,
    proof: { ...figures, summary: summaryOf(figures, Object.keys(original.outputs)) },
    differing: rowsIn(failing),
    worst: worst.slice(0, MOST_WORST).map((one) => ({ ...one, kind: kinds[one.row]! })),
  };
}

/** Whether one is better than another: fewer rows that differ, then smaller differences. */
export function isBetter(one: Verdict, other: Verdict): boolean {
  if (one.differing !== other.differing) return one.differing < other.differing;
  const [a, b] = [one, other].map(({ proof }) => proof);
  if (a!.labels.different !== b!.labels.different) return a!.labels.different < b!.labels.different;
  return a!.values.largestRelative < b!.values.largestRelative;
}

/** What is known of why a row differs. */
export function reasonFor({ kind, isTie }: Difference & { kind: Kind }): string | undefined {
  if (kind === 'threshold')
    return 'at a threshold of a tree, where 32 bits and 64 bits may fall on different sides';
  return isTie === true ? "the original's two best scores are the same but for rounding" : undefined;
}

function summaryOf({ rows, labels, values, thresholds }: Omit<Proof, 'summary'>, outputs: string[]): string {
  const all = labels.equal + labels.different;
  const isProbability = all > 0 && outputs.some((name) => /proba/i.test(name));
  const off = isProbability ? values.largestAbsolute : values.largestRelative;
  const parts = [
    ...(all === 0
      ? []
      : [labels.different === 0 ? 'labels equal in all' : `labels differ in ${grouped(labels.different)}`]),
    ...(outputs.length > (all > 0 ? 1 : 0) ? [valuesText(isProbability, off, values.largestAbsolute)] : []),
  ];
  const apart =
    thresholds.rows === 0
      ? ''
      : `; of ${grouped(thresholds.rows)} more at thresholds of trees, ${thresholds.different === 0 ? 'none differs' : `${grouped(thresholds.different)} ${thresholds.different === 1 ? 'differs' : 'differ'}`}`;
  return `${grouped(rows)} rows: ${parts.join('; ')}${apart}`;
}

function valuesText(isProbability: boolean, off: number, absolute: number): string {
  const what = isProbability ? 'probabilities' : 'values';
  if (absolute === 0) return `${what} equal`;
  return `${what} within ${rounded(off)}${isProbability ? '' : ' of their size'}`;
}

/** One digit, rounded up, so that it holds: 1.8e-7 → 2e-7. */
function rounded(value: number): string {
  if (!Number.isFinite(value)) return 'no bound';
  const power = Math.floor(Math.log10(value));
  const digit = Math.ceil(value / 10 ** power - 1e-9);
  return digit === 10 ? `1e${power + 1}` : `${digit}e${power}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function rowsIn(differences: Difference[]): number {
  return new Set(differences.map(({ row }) => row)).size;
}

/** Labels before values, then by how far they are off. */
function worstFirst(one: Difference, other: Difference): number {
  return (other.relative ?? Infinity) - (one.relative ?? Infinity) || one.row - other.row;
}
