import { type Difference, differencesOf, type Outputs } from '../../convert/proof/differences.ts';
import { counted } from '../../io/text.ts';
import { compactJson } from '../../json.ts';
import type { CardOutput } from '../../onnx/card/card.ts';
import { datatypeOf } from '../../onnx/model/datatypes.ts';

/** How one output of the two differs over all rows. */
export interface OutputDifference {
  output: string;
  /** Labels are equal or not; values differ by so much. */
  kind: 'labels' | 'values';
  /** Rows that differ: in the label, or in a value by more than rounding makes. */
  different: number;
  largestAbsolute?: number;
  /** Relative to the value, or to a tenth of what is usual there. */
  largestRelative?: number;
}

/** A row of which the two say different things. */
export interface RowDifference {
  /** From 0. */
  row: number;
  output: string;
  old: unknown;
  new: unknown;
}

export interface Compared {
  outputs: OutputDifference[];
  /** The rows that differ most, labels first. */
  worst: RowDifference[];
  /** Outputs that only one of them gives. */
  onlyOld: string[];
  onlyNew: string[];
}

const MOST_WORST = 5;

/** Holds the answers of one model against those of another, by the measure that conversions are judged by. */
export function compareOutputs(before: Outputs, after: Outputs, outputs: CardOutput[]): Compared {
  const shared = Object.keys(before).filter((name) => name in after);
  const found = shared.map((output) => ofOutput(output, before, after, outputs));
  const worst = found
    .flatMap(({ differences }) => differences)
    .sort((one, other) => weight(other) - weight(one) || one.row - other.row)
    .slice(0, MOST_WORST)
    .map(({ row, output, original, converted }) => ({ row, output, old: original, new: converted }));
  return {
    outputs: found.map(({ told }) => told),
    worst,
    onlyOld: Object.keys(before).filter((name) => !(name in after)),
    onlyNew: Object.keys(after).filter((name) => !(name in before)),
  };
}

function ofOutput(
  output: string,
  before: Outputs,
  after: Outputs,
  outputs: CardOutput[],
): { told: OutputDifference; differences: Difference[] } {
  const known = outputs.find(({ name }) => name === output);
  const isLabel = known !== undefined && datatypeOf(known.datatype).kind !== 'float';
  const original = { outputs: { [output]: before[output]! }, margins: null };
  const { differences, largestAbsolute, largestRelative } = differencesOf(
    original,
    after,
    new Set(isLabel ? [output] : []),
    () => true,
  );
  const different = new Set(differences.map(({ row }) => row)).size;
  const told = isLabel
    ? { output, kind: 'labels' as const, different }
    : { output, kind: 'values' as const, different, largestAbsolute, largestRelative };
  return { told, differences };
}

/** A label that differs weighs more than any value. */
function weight({ relative = Infinity }: Difference): number {
  return relative;
}

/** What was found, for people. */
export function comparisonLines({ outputs, worst, onlyOld, onlyNew }: Compared, rows: number): string[] {
  const width = Math.max(0, ...outputs.map(({ output }) => output.length));
  return [
    `${counted(rows, 'row')} answered by both:`,
    ...outputs.map((one) => `  ${one.output.padEnd(width)}  ${lineOf(one, rows)}`),
    ...onlyOld.map((output) => `  only the old one gives ${output}`),
    ...onlyNew.map((output) => `  only the new one gives ${output}`),
    ...(worst.length === 0 ? [] : ['the rows that differ most, counted from 1:']),
    ...worst.map((one) => `  row ${one.row + 1}: ${one.output} is ${short(one.new)}, was ${short(one.old)}`),
  ];
}

function lineOf(
  { kind, different, largestAbsolute = 0, largestRelative = 0 }: OutputDifference,
  rows: number,
): string {
  const share = `${((100 * different) / rows).toFixed(1)} %`;
  if (kind === 'labels')
    return different === 0 ? 'the same in all' : `another answer in ${different} (${share})`;
  if (largestAbsolute === 0) return 'the same in all';
  const most = `by at most ${largestAbsolute.toPrecision(2)} (${(100 * largestRelative).toPrecision(2)} % of their size)`;
  return different === 0
    ? `the same but for rounding, ${most}`
    : `differs in ${different} (${share}), ${most}`;
}

const LONGEST = 80;

function short(value: unknown): string {
  const text = compactJson(value ?? null);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)} …`;
}
