import type { Card } from '../../lib/onnx/card/card.ts';
import { datatypeOf } from '../../lib/onnx/model/datatypes.ts';

export type Row = Record<string, unknown>;

/** What the methods of the original library have answered. */
export type Expected = Record<string, { values: unknown[]; per_output?: unknown } | undefined>;

/** What each output is compared with: the first of these methods that the original has. */
const METHODS: Record<string, string[]> = {
  label: ['predict'],
  prediction: ['predict'],
  probabilities: ['predict_proba', 'predict'],
  scores: ['decision_function'],
  transformed: ['transform'],
};

/** A row of the original's data as /predict takes it: the model's own columns, each in the type that the API asks for. */
export function rowFor({ columns, inputs }: Card, row: Row): Row {
  return Object.fromEntries(
    columns!.map(({ name }, i) => {
      const { kind } = datatypeOf(inputs[inputs.length === 1 ? 0 : i]!.datatype);
      const value = row[name] ?? null;
      if (kind === 'text') return [name, value === null ? '' : textOf(value)];
      if (kind === 'float') return [name, value === null ? 'NaN' : Number(value)];
      return [name, value];
    }),
  );
}

function textOf(value: unknown): string {
  const text = String(value);
  return typeof value === 'boolean' ? text[0]!.toUpperCase() + text.slice(1) : text;
}

/**
 * How far answers over HTTP are from those of the original.
 * @returns labels: rows with another one; largest: of all numbers, relative where they are larger than 1
 * @throws Error  where there is nothing to compare
 */
export function differenceOf(
  answers: Row[],
  expected: Expected,
  { outputs }: Card,
): { labels: number; largest: number } {
  const found = { labels: 0, largest: 0 };
  const hasLabel = outputs.some(({ name }) => name === 'label');
  let compared = 0;
  for (const { name, datatype } of outputs) {
    const methods = METHODS[name]?.filter((one) => expected[one] !== undefined && !expected[one].per_output);
    const values = expected[methods?.[0] ?? '']?.values;
    if (values === undefined) continue;
    const isNumber = datatypeOf(datatype).kind === 'float';
    // What a booster's predict gives are probabilities.
    if (!isNumber && values.flat().some((one) => typeof one === 'number' && !Number.isInteger(one))) continue;
    if (name === 'probabilities' && methods![0] === 'predict' && hasLabel && values.every(Number.isInteger))
      continue;
    compared++;
    for (const [i, want] of values.entries()) {
      const [got, wanted] = [[answers[i]?.[name]].flat(2), [want].flat(2)];
      if (isNumber) found.largest = Math.max(found.largest, apart(got, wanted));
      else if (got.map(plain).join() !== wanted.map(plain).join()) found.labels++;
    }
  }
  if (compared === 0) throw new Error(`nothing to compare: ${outputs.map(({ name }) => name).join(', ')}`);
  return found;
}

/** Tensors under the names that the API has for them: the same, or those in its order. */
export function tensorsFor({ inputs }: Card, given: Row): Row {
  const names = inputs.map(({ name }) => name);
  if (names.every((name) => name in given))
    return Object.fromEntries(names.map((name) => [name, given[name]]));
  return Object.fromEntries(Object.values(given).map((value, i) => [names[i]!, value]));
}

/** How far tensors over HTTP are from those of the original, each relative to the largest of its output. */
export function tensorsApart(answers: Row, expected: Expected): { labels: number; largest: number } {
  const names = Object.keys(expected);
  const isNamed = names.every((name) => name in answers);
  const found = { labels: 0, largest: 0 };
  for (const [i, name] of names.entries()) {
    const got = [isNamed ? answers[name] : Object.values(answers)[i]].flat(Infinity);
    const wanted = [expected[name]!.values].flat(Infinity);
    const scale = Math.max(...wanted.map((value) => Math.abs(Number(value))));
    const off = wanted.map((value, at) => Math.abs(Number(got[at]) - Number(value)) / (scale || 1));
    found.largest = Math.max(found.largest, got.length === wanted.length ? Math.max(...off) : Infinity);
  }
  return found;
}

/** Of two classes the original may give the second alone. */
function apart(got: unknown[], wanted: unknown[]): number {
  const same = got.length === 2 && wanted.length === 1 ? got.slice(1) : got;
  if (same.length !== wanted.length) return Infinity;
  return Math.max(
    ...wanted.map((want, i) => {
      const [one, other] = [same[i], want].map((value) => (value === null ? NaN : Number(value))) as [
        number,
        number,
      ];
      if (Object.is(one, other) || one === other) return 0;
      const off = Math.abs(one - other) / Math.max(1, Math.abs(other));
      return Number.isNaN(off) ? Infinity : off;
    }),
  );
}

function plain(label: unknown): string {
  return String(typeof label === 'boolean' ? Number(label) : label);
}
