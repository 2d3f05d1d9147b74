import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sharedInputs } from '../../../skip.ts';

/** A number, or one that JSON does not have: "NaN", "Infinity", "-Infinity". */
type Value = number | string | boolean;

/** A table of ../shared/inputs/tables, and what has to come of it. */
export interface TableCase {
  name: string;
  /** From `tables`. */
  file: string;
  model: string;
  /** Where it is debatable, an answer has to be the right one all the same. */
  expect: 'accept' | 'refuse' | 'either';
  recommend: string;
  error?: { row: number | null; line: number | null; column: string | null; what: string };
  predictions?: Record<string, Value[] | Record<string, number>[]>;
  predictions_head?: Record<string, Value[]>;
  rows?: number;
}

interface Tables {
  models: Record<string, { model: string; kind: string }>;
  cases: TableCase[];
}

export const tables = path.join(sharedInputs, 'tables');

export async function readTables(): Promise<Tables> {
  return JSON.parse(await readFile(path.join(tables, 'index.json'), 'utf8')) as Tables;
}
