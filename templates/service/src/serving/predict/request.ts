import type { Card, CardOutput } from '../../card.ts';
import { describe, Faults, listNames, pointerToken } from '../problems.ts';
import { exchangeMember, isObject } from '../tensors/json.ts';
import { readNested } from '../tensors/nested.ts';
import { checkNamedDimensions } from '../tensors/shape.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { bareHint, isOwnForm, otherForm, otherRows, otherTensor } from './other-forms.ts';
import type { Table } from './rows.ts';
import { listedRows, readRows } from './rows.ts';

/** What POST /predict asks for. */
export interface PredictRequest {
  /** One per input of the card, in its order. */
  inputs: Tensor[];
  /** The outputs to answer, in the order of the answer. */
  outputs: CardOutput[];
  /** How many rows came, where the request has `rows`. */
  rows?: number;
}

/** What its answer is made by, once the model has the inputs. */
export type PredictForm = Omit<PredictRequest, 'inputs'>;

/**
 * Reads the body of POST /predict: `{"inputs": …}` or `{"rows": […]}`, each with an optional `"outputs":
 * [NAMES]`.
 * @throws Problem 400 with every fault.
 */
export function readPredictRequest(body: unknown, card: Card): PredictRequest {
  const faults = new Faults();
  const request = readBody(body, card, faults);
  faults.raise();
  return request!;
}

/** Where tensors stand in the body. */
export function predictPlaces(body: unknown, exchange: (value: unknown) => unknown): void {
  if (!isObject(body)) return;
  for (const name of ['inputs', 'instances']) exchangeMember(body, name, exchange);
  const { inputs } = body;
  if (isObject(inputs)) for (const name of Object.keys(inputs)) exchangeMember(inputs, name, exchange);
}

function readBody(body: unknown, card: Card, faults: Faults): PredictRequest | undefined {
  if (!isObject(body)) {
    const expected = 'an object with "inputs"' + (card.columns ? ' or "rows"' : '');
    faults.add({ tensor: null, at: '', expected, got: describe(body), hint: bareHint(body, card) });
    return undefined;
  }
  if (!isOwnForm(body)) return readOtherForm(body, card, faults);
  checkMembers(body, card, faults);
  const outputs = readSelection(body.outputs, card, faults);
  if (card.columns && Object.hasOwn(body, 'rows'))
    return readTable(listedRows(body.rows), outputs, card, faults);
  return { inputs: readInputs(body.inputs, card, faults), outputs };
}

/** What other servers take, where it is plain what is meant. */
function readOtherForm(
  body: Record<string, unknown>,
  card: Card,
  faults: Faults,
): PredictRequest | undefined {
  const table = otherRows(body, card);
  if (table) return readTable(table, readSelection(body.outputs, card, faults), card, faults);
  const instances = otherTensor(body, card);
  if (instances !== undefined) {
    const inputs = readOnly(instances, '/instances', card, faults);
    return { inputs, outputs: readSelection(body.outputs, card, faults) };
  }
  const other = otherForm(body, card);
  if (other) {
    faults.add(other);
    return undefined;
  }
  checkMembers(body, card, faults);
  return { inputs: readInputs(undefined, card, faults), outputs: readSelection(body.outputs, card, faults) };
}

function readTable(table: Table, outputs: CardOutput[], card: Card, faults: Faults): PredictRequest {
  const rows = Array.isArray(table.rows) ? table.rows.length : 0;
  return { inputs: readRows(table, card, faults), outputs, rows };
}

function checkMembers(body: Record<string, unknown>, card: Card, faults: Faults): void {
  const known = card.columns ? ['inputs', 'rows', 'outputs'] : ['inputs', 'outputs'];
  for (const name of Object.keys(body).filter((name) => !known.includes(name))) {
    const hint =
      name === 'rows'
        ? 'This model has no named columns: send "inputs".'
        : 'Tensors go into "inputs", as {"inputs": {NAME: nested array}}.';
    faults.add({
      tensor: null,
      at: `/${pointerToken(name)}`,
      expected: listNames(known),
      got: describe(name),
      hint,
    });
  }
  if (card.columns && Object.hasOwn(body, 'rows') && Object.hasOwn(body, 'inputs')) {
    const hint = 'Send the same values once, as rows or as inputs.';
    faults.add({ tensor: null, at: '/inputs', expected: 'either "rows" or "inputs"', got: 'both', hint });
  }
}

function readSelection(names: unknown, card: Card, faults: Faults): CardOutput[] {
  if (names === undefined) return card.outputs;
  const hint = `The outputs are ${listNames(card.outputs.map(({ name }) => name))}.`;
  if (!Array.isArray(names)) {
    faults.add({ tensor: null, at: '/outputs', expected: 'an array of names', got: describe(names), hint });
    return [];
  }
  const selected = new Set<CardOutput>();
  names.forEach((name: unknown, index) => {
    const output = card.outputs.find((candidate) => candidate.name === name);
    if (output) selected.add(output);
    else {
      const at = `/outputs/${index}`;
      faults.add({ tensor: null, at, expected: 'the name of an output', got: describe(name), hint });
    }
  });
  return selected.size > 0 ? [...selected] : card.outputs;
}

/** The one input of a model, without its name. */
function readOnly(value: unknown, at: string, { inputs }: Card, faults: Faults): Tensor[] {
  const tensor = readNested(inputs[0]!, value, at, faults);
  checkNamedDimensions(inputs, [tensor], () => at, faults);
  return [tensor!];
}

function readInputs(value: unknown, card: Card, faults: Faults): Tensor[] {
  const specs = card.inputs;
  if (specs.length === 1 && value !== undefined && !isObject(value))
    return readOnly(value, '/inputs', card, faults);
  const given = value === undefined && specs.length === 0 ? {} : value;
  const hint = `The inputs are ${listNames(specs.map(({ name }) => name))}.`;
  if (!isObject(given)) {
    const expected = 'an object {NAME: nested array}';
    faults.add({ tensor: null, at: '/inputs', expected, got: describe(given), hint });
    return [];
  }
  for (const name of Object.keys(given).filter((name) => !specs.some((spec) => spec.name === name))) {
    const at = `/inputs/${pointerToken(name)}`;
    faults.add({ tensor: name, at, expected: 'the name of an input', got: describe(name), hint });
  }
  const tensors = specs.map((spec) => {
    const at = `/inputs/${pointerToken(spec.name)}`;
    if (Object.hasOwn(given, spec.name)) return readNested(spec, given[spec.name], at, faults);
    const expected = `the input ${JSON.stringify(spec.name)} (${spec.datatype})`;
    faults.add({ tensor: spec.name, at, expected, got: 'nothing', hint });
    return undefined;
  });
  checkNamedDimensions(
    specs,
    tensors,
    (position) => `/inputs/${pointerToken(specs[position]!.name)}`,
    faults,
  );
  return tensors as Tensor[];
}
