import type { Card } from '../../card.ts';
import { isFree } from '../../card.ts';
import type { Fault } from '../problems.ts';
import { describe, pointerToken } from '../problems.ts';
import { isObject } from '../tensors/json.ts';

/** What a body that is not an object should be put into. */
export function bareHint(body: unknown, card: Card): string {
  const isRecords = Array.isArray(body) && body.length > 0 && body.every(isObject);
  if (card.columns && isRecords) return 'Put the list into "rows": {"rows": [{…}]}.';
  if (card.inputs.length === 1 && !isRecords)
    return `Put the ${Array.isArray(body) ? 'array' : 'value'} into "inputs": {"inputs": …}.`;
  return 'GET /openapi.json has an example.';
}

/** Under these names other servers take what is a table. */
const TABLES = ['instances', 'data', 'dataframe_records', 'records'];

/**
 * The fault of a body in a form that other servers take: a record as it is, or a table under another name; undefined
 * where it has the form of this one.
 */
export function otherForm(body: Record<string, unknown>, card: Card): Fault | undefined {
  const names = Object.keys(body);
  if (['inputs', 'rows'].some((name) => Object.hasOwn(body, name))) return undefined;
  const fault = (at: string, got: string, hint: string): Fault => {
    const expected = card.columns ? 'an object with "rows" or "inputs"' : 'an object with "inputs"';
    return { tensor: null, at, expected, got, hint };
  };
  const columns = (card.columns ?? []).map(({ name }) => name);
  // With an input for each column both have the same names, and only tensors have brackets.
  if (names.some((name) => columns.includes(name) && !Array.isArray(body[name])))
    return fault(
      '',
      'a record',
      `Put the record into "rows": {"rows": [{${JSON.stringify(columns[0])}: …}]}.`,
    );
  const inputs = card.inputs.map(({ name }) => name);
  if (names.some((name) => inputs.includes(name)))
    return fault('', 'an object with the names of inputs', 'Put the object into "inputs": {"inputs": {…}}.');
  const name = names.find((name) => TABLES.includes(name));
  if (name === undefined) return undefined;
  return fault(`/${pointerToken(name)}`, describe(body[name]), tableHint(name, body[name], card));
}

function tableHint(name: string, value: unknown, { columns, inputs }: Card): string {
  const isRecords = Array.isArray(value) && value.every(isObject);
  if (isRecords && columns) return `Call it "rows" instead of "${name}": {"rows": [{…}]}.`;
  const [first] = inputs;
  const isTable = inputs.length === 1 && first!.shape?.length === 2 && isFree(first!.shape[0]!);
  if (!isRecords && (isTable || inputs.length === 1))
    return `Call it "inputs" instead of "${name}": {"inputs": [[…]]}.`;
  return columns
    ? 'Send "rows": a list of objects {COLUMN: value}.'
    : 'Send "inputs": an object {NAME: nested array}.';
}
