import type { Card } from '../../card.ts';
import type { Fault } from '../problems.ts';
import { describe, pointerToken } from '../problems.ts';
import { isObject } from '../tensors/json.ts';
import { NumberBlock } from '../tensors/number-block.ts';
import type { Table } from './rows.ts';
import { listedRows, pointerTo } from './rows.ts';

/** What a body that is not an object should be put into. */
export function bareHint(body: unknown, card: Card): string {
  const isRecords = Array.isArray(body) && body.length > 0 && body.every(isObject);
  if (card.columns && isRecords) return 'Put the list into "rows": {"rows": [{…}]}.';
  if (card.inputs.length === 1 && !isRecords)
    return `Put the ${Array.isArray(body) ? 'array' : 'value'} into "inputs": {"inputs": …}.`;
  return 'GET /openapi.json has an example.';
}

/** Whether a body has the form of this service. */
export function isOwnForm(body: Record<string, unknown>): boolean {
  return Object.hasOwn(body, 'inputs') || Object.hasOwn(body, 'rows');
}

/**
 * The rows of a body that has them in the form of other servers: TensorFlow Serving's `instances`, MLflow's
 * `dataframe_records` and `dataframe_split`, or one record as it is.
 * @returns undefined where it has none of these, or not plainly.
 */
export function otherRows(body: Record<string, unknown>, { columns }: Card): Table | undefined {
  if (!columns) return undefined;
  const names = namesIn(body);
  const known = columns.map(({ name }) => name);
  // With an input for each column both have the same names, and only tensors have brackets.
  if (names.some((name) => known.includes(name)))
    return names.some((name) => Array.isArray(body[name])) ? undefined : oneRecord(names, body);
  const [name] = names;
  if (names.length !== 1 || name === undefined) return undefined;
  const value = body[name];
  if (name === 'dataframe_split') return splitRows(value);
  const isListed = name === 'instances' || name === 'dataframe_records';
  return isListed && isRecords(value) ? listedRows(value, `/${name}`) : undefined;
}

/** The tensor of a model with one input, in TensorFlow Serving's form. */
export function otherTensor(body: Record<string, unknown>, { inputs }: Card): unknown {
  const { instances } = body;
  if (inputs.length !== 1 || namesIn(body).length !== 1) return undefined;
  const areArrays = Array.isArray(instances) && !instances.some(isObject);
  return areArrays || instances instanceof NumberBlock ? instances : undefined;
}

/** The members of a body beside the selection of outputs, which every form may have. */
function namesIn(body: Record<string, unknown>): string[] {
  return Object.keys(body).filter((name) => name !== 'outputs');
}

function oneRecord(names: string[], body: Record<string, unknown>): Table {
  const record = Object.fromEntries(names.map((name) => [name, body[name]]));
  return { rows: [record], at: '', rowAt: (_row, column) => pointerTo('', column) };
}

/** As pandas writes `to_json(orient="split")`. */
function splitRows(split: unknown): Table | undefined {
  if (!isObject(split) || !Array.isArray(split.columns) || !Array.isArray(split.data)) return undefined;
  const { columns, data } = split as { columns: unknown[]; data: unknown[] };
  const names = columns.map(String);
  const isTable = data.every((row) => Array.isArray(row) && row.length === names.length);
  if (!isTable || new Set(names).size < names.length) return undefined;
  const at = '/dataframe_split/data';
  return {
    rows: (data as unknown[][]).map((row) =>
      Object.fromEntries(names.map((name, index) => [name, row[index]])),
    ),
    at,
    rowAt: (row, column) => {
      const place = column === undefined ? -1 : names.indexOf(column);
      return place < 0 ? `${at}/${row}` : `${at}/${row}/${place}`;
    },
  };
}

/** Under these names other servers take what is a table. */
const TABLES = ['instances', 'data', 'dataframe_records', 'dataframe_split', 'records'];

/** The fault of a body that does not have the form of this service, if what it has is known from others. */
export function otherForm(body: Record<string, unknown>, card: Card): Fault | undefined {
  const names = Object.keys(body);
  const fault = (at: string, got: string, hint: string): Fault => {
    const expected = card.columns ? 'an object with "rows" or "inputs"' : 'an object with "inputs"';
    return { tensor: null, at, expected, got, hint };
  };
  const inputs = card.inputs.map(({ name }) => name);
  if (names.some((name) => inputs.includes(name)))
    return fault('', 'an object with the names of inputs', 'Put the object into "inputs": {"inputs": {…}}.');
  const name = names.find((name) => TABLES.includes(name));
  if (name === undefined) return undefined;
  return fault(`/${pointerToken(name)}`, describe(body[name]), tableHint(name, body[name], card));
}

function tableHint(name: string, value: unknown, { columns, inputs }: Card): string {
  if (isRecords(value) && columns) return `Call it "rows" instead of "${name}": {"rows": [{…}]}.`;
  if (!isObject(value) && !isRecords(value) && inputs.length === 1)
    return `Call it "inputs" instead of "${name}": {"inputs": [[…]]}.`;
  return columns
    ? 'Send "rows": a list of objects {COLUMN: value}.'
    : 'Send "inputs": an object {NAME: nested array}.';
}

function isRecords(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}
