import type { Card, Golden } from '../onnx/card/card.ts';
import { asRow } from '../onnx/card/example.ts';
import { datatypeOf } from '../onnx/model/datatypes.ts';
import type { Proved } from './proof/prove.ts';

/** As many requests are kept with their right answers. */
const MOST_CASES = 5;
/** What the two may differ by, as in the proof. */
const TOLERANCE = { absolute: 1e-6, relative: 1e-4 };

/** One row of a model's inputs, as the service takes it. */
export type OneRow = Record<string, unknown[]>;

/** The rows that are kept as examples: complete ones first, and only such that the two agree on within the tolerance. */
export function goldenRows({ inputs, original, kinds, converted }: Proved): number[] {
  const agrees = (row: number): boolean =>
    Object.entries(original.outputs).every(([name, values]) => isClose(converted[name]?.[row], values[row]));
  const complete = (row: number): number =>
    Object.values(inputs).some((values) => hasGap(values[row])) ? 1 : 0;
  return [...kinds.keys()]
    .filter((row) => kinds[row] !== 'threshold' && agrees(row))
    .sort((a, b) => complete(a) - complete(b) || a - b)
    .slice(0, MOST_CASES);
}

/** The inputs of one row. */
export function rowOf({ inputs }: Pick<Proved, 'inputs'>, row: number): OneRow {
  return Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, [values[row]]]));
}

/**
 * test/golden.json of a converted model: rows with the original's answers, by the names of the columns where they have
 * names. undefined where there is no row to show.
 */
export function goldenOf(proved: Proved, card: Card): Golden | undefined {
  const { file, sha256 } = card.source;
  const isTable = card.columns !== undefined && card.outputs.every(({ byRow }) => byRow !== false);
  const cases = goldenRows(proved).map((row) => {
    const inputs = rowOf(proved, row);
    const outputs = answerOf(proved, row, card);
    if (!isTable) return { request: { inputs }, answer: { outputs } };
    return { request: asRow({ inputs }, card), answer: { rows: [inRow(outputs, card)] } };
  });
  if (cases.length === 0) return undefined;
  return { source: file, model: { file, sha256 }, tolerance: TOLERANCE, cases };
}

function answerOf({ original }: Proved, row: number, card: Card): Record<string, unknown[]> {
  return Object.fromEntries(
    card.outputs.map(({ name, datatype, zipmap, classes = [] }) => {
      const value = original.outputs[name]![row];
      if (typeof value === 'boolean' && datatypeOf(datatype).kind !== 'boolean')
        return [name, [Number(value)]];
      if (zipmap !== true || !Array.isArray(value)) return [name, [value]];
      return [name, [Object.fromEntries(classes.map((one, i) => [one, value[i] as unknown]))]];
    }),
  );
}

/** As /predict answers rows: one value of each output, and not a list of one. */
function inRow(outputs: Record<string, unknown[]>, card: Card): Record<string, unknown> {
  return Object.fromEntries(
    card.outputs.map(({ name, shape, zipmap }) => {
      const value = outputs[name]![0];
      const isColumn = shape?.length === 2 && shape[1] === 1 && zipmap !== true;
      return [name, isColumn && Array.isArray(value) ? (value as unknown[])[0] : value];
    }),
  );
}

function isClose(got: unknown, want: unknown): boolean {
  if (Array.isArray(want))
    return Array.isArray(got) && got.length === want.length && want.every((one, i) => isClose(got[i], one));
  if (typeof want !== 'number' || typeof got !== 'number') return plain(got) === plain(want);
  return Math.abs(got - want) <= TOLERANCE.absolute + TOLERANCE.relative * Math.abs(want);
}

/** A classifier of booleans may answer 0 and 1. */
function plain(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value;
}

function hasGap(value: unknown): boolean {
  return Array.isArray(value) ? value.some(hasGap) : value === 'NaN' || value === null || value === '';
}
