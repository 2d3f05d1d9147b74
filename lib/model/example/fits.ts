import type { Card, CardTensor } from '../../onnx/card/card.ts';
import { datatypeOf, isInRange } from '../../onnx/model/datatypes.ts';
import { isObject } from './nested.ts';

/**
 * What keeps an example from being a request to this model and its answer, one line for each fault: names, nesting,
 * sizes and datatypes. Whether the model itself accepts the values, only a run tells.
 */
export function faultsOf(
  request: Record<string, unknown>,
  answer: Record<string, unknown> | undefined,
  card: Card,
): string[] {
  const unknown = Object.keys(request).filter((key) => !['inputs', 'rows', 'outputs'].includes(key));
  const faults = unknown.map((key) => `${key}: unknown; expected "inputs" or "rows", and "outputs"`);
  if ('rows' in request && 'inputs' in request) faults.push('rows, inputs: give one of the two');
  else if ('rows' in request) faults.push(...faultsOfRows(request.rows, card));
  else faults.push(...faultsOfInputs(request.inputs ?? {}, card));
  const selected = Array.isArray(request.outputs) ? (request.outputs as string[]) : [];
  return [...faults, ...faultsOfOutputs([...selected, ...answered(answer)], card)];
}

/** The outputs that an answer holds. */
export function answered(answer: Record<string, unknown> = {}): string[] {
  const { outputs, rows } = answer;
  return Object.keys((Array.isArray(rows) ? (rows[0] as object | undefined) : (outputs as object)) ?? {});
}

function faultsOfRows(rows: unknown, { columns, inputs }: Card): string[] {
  if (columns === undefined) return ['rows: the columns of this model have no names; give "inputs"'];
  if (!Array.isArray(rows) || rows.length === 0) return ['rows: expected a list of rows'];
  return rows.flatMap((row: unknown, i) => {
    if (!isObject(row)) return [`rows/${i}: expected an object {COLUMN: value}`];
    const unknown = Object.keys(row).filter((key) => !columns.some(({ name }) => name === key));
    const faults = unknown.map((key) => `rows/${i}/${key}: the model has no such column`);
    columns.forEach(({ name }, column) => {
      const single = inputs.length === 1;
      const { datatype, values } = inputs[single ? 0 : column]!;
      const mayMiss = values?.[single ? column : 0]?.missing !== undefined;
      if (mayMiss && (row[name] ?? null) === null) return;
      if (!Object.hasOwn(row, name)) faults.push(`rows/${i}/${name}: missing`);
      else if (!isElement(datatype, row[name])) faults.push(`rows/${i}/${name}: expected ${datatype}`);
    });
    return faults;
  });
}

function faultsOfInputs(given: unknown, { inputs }: Card): string[] {
  const only = inputs.length === 1 ? inputs[0] : undefined;
  if (only !== undefined && !isObject(given)) return faultsOfTensor(only, given, 'inputs');
  if (!isObject(given)) return ['inputs: expected an object {NAME: nested array}'];
  const unknown = Object.keys(given).filter((key) => !inputs.some(({ name }) => name === key));
  return [
    ...unknown.map((key) => `inputs/${key}: the model has no such input`),
    ...inputs.flatMap((input) =>
      Object.hasOwn(given, input.name)
        ? faultsOfTensor(input, given[input.name], `inputs/${input.name}`)
        : [`inputs/${input.name}: missing`],
    ),
  ];
}

function faultsOfTensor({ datatype, shape }: CardTensor, value: unknown, at: string): string[] {
  const sizes: number[] = [];
  for (let inner = value; Array.isArray(inner); inner = inner[0] as unknown) sizes.push(inner.length);
  // Below an empty array nothing can be seen of the dimensions.
  const isEmpty = sizes.at(-1) === 0;
  if (shape !== null && (isEmpty ? sizes.length > shape.length : sizes.length !== shape.length)) {
    return [`${at}: expected ${shape.length} dimensions, and found ${sizes.length}`];
  }
  const wrong = sizes.findIndex((size, axis) => {
    const expected = shape?.[axis];
    return typeof expected === 'number' && expected >= 0 && size !== expected;
  });
  if (wrong >= 0)
    return [`${at}: expected ${String(shape![wrong])} in dimension ${wrong}, and found ${sizes[wrong]}`];
  const fault = faultBelow(value, sizes, datatype, at);
  return fault === undefined ? [] : [fault];
}

/** The first member that is not as the others, or is not an element of the datatype. */
function faultBelow(value: unknown, sizes: number[], datatype: string, at: string): string | undefined {
  const [size, ...below] = sizes;
  if (size === undefined)
    return isElement(datatype, value) ? undefined : `${at}: expected ${datatype}, and found ${shown(value)}`;
  if (!Array.isArray(value) || value.length !== size) return `${at}: expected a list of ${size}, as before`;
  for (let i = 0; i < value.length; i++) {
    const fault = faultBelow(value[i], below, datatype, `${at}/${i}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultsOfOutputs(names: string[], { outputs, omitted }: Card): string[] {
  return names.flatMap((name) => {
    if (outputs.some((output) => output.name === name)) return [];
    const left = omitted.find((output) => output.name === name);
    return [
      `outputs/${name}: ${left === undefined ? 'the model has no such output' : `left out: ${left.reason}`}`,
    ];
  });
}

const NON_FINITE = ['NaN', 'Infinity', '-Infinity'];

/** Whether a JSON value is an element of a datatype, as /predict takes it. */
function isElement(name: string, value: unknown): boolean {
  const type = datatypeOf(name);
  if (type.kind === 'boolean') return typeof value === 'boolean' || value === 0 || value === 1;
  if (type.kind === 'text') return typeof value === 'string';
  if (type.kind === 'float') {
    return typeof value === 'number' || typeof value === 'bigint' || NON_FINITE.includes(value as string);
  }
  const isInteger = typeof value === 'bigint' || Number.isInteger(value);
  return isInteger && isInRange(value as number | bigint, type);
}

function shown(value: unknown): string {
  return typeof value === 'bigint'
    ? String(value)
    : ((JSON.stringify(value) as string | undefined) ?? 'nothing').slice(0, 40);
}
