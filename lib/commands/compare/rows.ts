import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { dataFile } from '../../convert/data.ts';
import { UserError } from '../../errors.ts';
import { parseJson } from '../../json.ts';
import { readTable, type TableCard } from '../../model/example/csv.ts';
import { isObject } from '../../model/example/nested.ts';

/** Rows as a model takes them, as columns: `{NAME: values over the rows}`. */
export interface Rows {
  inputs: Record<string, unknown[]>;
  count: number;
  isCut: boolean;
}

/** As many rows are answered. */
export const MOST_ROWS = 10_000;

/**
 * The file of rows that `--data` names.
 * @returns its absolute path
 * @throws UserError  data-missing (exit 2)
 */
export async function rowsFile(given: string | undefined, cwd: string): Promise<string> {
  const data = await dataFile(given, cwd);
  if (data !== undefined) return data.file;
  throw new UserError({
    code: 'data-missing',
    what: 'There are no rows that both could answer',
    where: '--data',
    next: 'give a CSV file with a header, or JSON as /predict takes it: {"rows": [{COLUMN: value}]}',
  });
}

/**
 * Reads rows for a model: CSV by the names of its columns, JSON with `rows`, `inputs`, or a bare list of rows.
 * @param file  absolute
 * @throws UserError  example-unreadable, example-does-not-fit, data-form (exit 2)
 */
export async function readRows(file: string, card: TableCard): Promise<Rows> {
  if (path.extname(file).toLowerCase() !== '.json') {
    const { rows, isCut } = await readTable(file, card, MOST_ROWS);
    return { inputs: asInputs(rows, card), count: rows.length, isCut };
  }
  const body = await jsonIn(file);
  const { rows = body, inputs } = isObject(body) ? body : {};
  if (isObject(inputs)) return fromInputs(inputs);
  const { columns } = card;
  if (!Array.isArray(rows) || !rows.every(isObject) || columns === undefined) throw otherForm(file);
  const values = rows.slice(0, MOST_ROWS).map((row) => columns.map(({ name }) => row[name]));
  return { inputs: asInputs(values, card), count: values.length, isCut: rows.length > MOST_ROWS };
}

async function jsonIn(file: string): Promise<unknown> {
  try {
    return parseJson((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
  } catch {
    throw otherForm(file);
  }
}

/** One input has all columns; of several, each has one. */
function asInputs(rows: unknown[][], { inputs }: TableCard): Record<string, unknown[]> {
  const isSingle = inputs.length === 1;
  return Object.fromEntries(
    inputs.map(({ name }, i) => [name, isSingle ? rows : rows.map((row) => [row[i]])]),
  );
}

function fromInputs(inputs: Record<string, unknown>): Rows {
  const lists = Object.entries(inputs).filter((entry): entry is [string, unknown[]] =>
    Array.isArray(entry[1]),
  );
  const count = Math.min(MOST_ROWS, ...lists.map(([, list]) => list.length));
  const cut = lists.map(([name, list]) => [name, list.slice(0, count)] as const);
  return { inputs: Object.fromEntries(cut), count, isCut: lists.some(([, list]) => list.length > count) };
}

function otherForm(file: string): UserError {
  return new UserError({
    code: 'data-form',
    what: 'The rows cannot be read',
    where: file,
    next: 'give a CSV file with a header, or JSON: {"rows": [{COLUMN: value}]} for a table, {"inputs": {NAME: nested array}} for all',
  });
}
