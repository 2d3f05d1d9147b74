import type { Card, CardTensor, ColumnValues } from '../../card.ts';
import { isFree } from '../../card.ts';
import type { Fault, Faults } from '../problems.ts';
import { describe, listNames, pointerToken } from '../problems.ts';
import type { Element } from '../tensors/datatypes.ts';
import { datatype } from '../tensors/datatypes.ts';
import { elementFault } from '../tensors/element.ts';
import { isObject } from '../tensors/json.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { takes, valueFault, valuesAt } from '../tensors/values.ts';
import { isMissing } from './missing.ts';

/** Where a column's values go: which input, and which column of it. */
export interface Place {
  column: string;
  input: CardTensor;
  /** The input's index. */
  tensor: number;
  position: number;
  values: ColumnValues | undefined;
}

/** Where rows stand in a body. */
export interface Table {
  rows: unknown;
  /** JSON Pointer of all of them. */
  at: string;
  /** JSON Pointer of one of them, and of a value in it. */
  rowAt: (row: number, column?: string) => string;
}

/** `{"rows": […]}`, or rows under another name. */
export function listedRows(rows: unknown, at = '/rows'): Table {
  return { rows, at, rowAt: (row, column) => pointerTo(`${at}/${row}`, column) };
}

export function pointerTo(at: string, column: string | undefined): string {
  return column === undefined ? at : `${at}/${pointerToken(column)}`;
}

/**
 * Reads `[{COLUMN: value}]` into the model's inputs: one [N,F] with F columns, or several [N,1]. A missing value becomes what
 * stands for it, where the model knows what to do then. Faults are added for unknown, mistyped and other missing values, and
 * where the model takes exactly one row.
 */
export function readRows(table: Table, card: Card, faults: Faults): Tensor[] {
  const places = placesOf(card);
  const { rows, at } = table;
  if (!Array.isArray(rows)) {
    const members = `Its members are ${listNames(places.map(({ column }) => column))}.`;
    const hint = isObject(rows) ? 'Put it into a list, in brackets: "rows": [{…}].' : members;
    const expected = 'an array of objects {COLUMN: value}';
    faults.add({ tensor: null, at, expected, got: describe(rows), hint });
    return [];
  }
  const fixed = card.inputs[0]!.shape![0]!;
  if (!isFree(fixed) && rows.length !== fixed) {
    const hint = 'The model has a fixed first dimension; send one request for each row.';
    const expected = `exactly ${fixed} ${fixed === 1 ? 'row' : 'rows'}`;
    faults.add({ tensor: null, at, expected, got: String(rows.length), hint });
  }
  const width = card.inputs.length === 1 ? places.length : 1;
  const tensors = card.inputs.map((input) => ({
    name: input.name,
    datatype: input.datatype,
    shape: [rows.length, width],
    data: datatype(input.datatype).create(rows.length * width),
  }));
  rows.forEach((row: unknown, index) => readRow(row, index, table, places, tensors, width, faults));
  return tensors;
}

/** By the card, of which there is one: a row has a few values, and many requests have one row. */
const places = new WeakMap<Card, Place[]>();

/** One for each of the card's columns, in their order. */
export function placesOf(card: Card): Place[] {
  const known = places.get(card) ?? findPlaces(card);
  places.set(card, known);
  return known;
}

function findPlaces(card: Card): Place[] {
  const single = card.inputs.length === 1;
  return card.columns!.map(({ name }, index) => {
    const tensor = single ? 0 : index;
    const input = card.inputs[tensor]!;
    const position = single ? index : 0;
    return { column: name, input, tensor, position, values: valuesAt(input, position) };
  });
}

function readRow(
  row: unknown,
  index: number,
  { rowAt }: Table,
  places: Place[],
  tensors: Tensor[],
  width: number,
  faults: Faults,
): void {
  if (!isObject(row)) {
    const hint = 'A list of bare values goes into "inputs".';
    const expected = 'an object {COLUMN: value}';
    faults.add({ tensor: null, at: rowAt(index), expected, got: describe(row), hint });
    return;
  }
  let found = 0;
  for (const place of places) {
    const isGiven = Object.hasOwn(row, place.column);
    if (isGiven) found++;
    const given = isGiven ? row[place.column] : undefined;
    const element = elementAt(place, given, isGiven, () => rowAt(index, place.column), places);
    if (typeof element === 'function') faults.add(element);
    else tensors[place.tensor]!.data[index * width + place.position] = element;
  }
  if (found < Object.keys(row).length) addUnknown(row, (column) => rowAt(index, column), places, faults);
}

/**
 * A value of a row as the model's input stores it; what stands for a missing one, where the model knows what to do then.
 * @param at JSON Pointer of the value. @param places all of them, for the hints.
 * @returns a function that makes its fault, where it is none of the column: there may be millions of them.
 */
export function elementAt(
  place: Place,
  given: unknown,
  isGiven: boolean,
  at: () => string,
  places: Place[],
): Element | (() => Fault) {
  const { column, input, values } = place;
  const type = datatype(input.datatype);
  const stands = values?.missing !== undefined && isMissing(given, input.datatype);
  if (!isGiven && !stands) {
    const expected = `a value for the column ${JSON.stringify(column)}`;
    const hint = `Every row needs every column.${others(places)}`;
    return () => ({ tensor: input.name, at: at(), expected, got: 'nothing', hint });
  }
  const value = stands ? values.missing : given;
  const element = type.read(value);
  if (element === undefined) return () => faultOf(given, at(), place, places);
  if (values && !takes(values, input.datatype, element))
    return () => valueFault(input, column, at(), values, value);
  return element;
}

function faultOf(value: unknown, at: string, { input, values }: Place, places: Place[]): Fault {
  const isGap = isMissing(value, input.datatype);
  const fault = elementFault(input, at, isGap ? null : value, values);
  return isGap ? { ...fault, got: describe(value), hint: fault.hint + others(places) } : fault;
}

/** Which columns may have no value, for somebody who has left one out elsewhere. */
export function others(places: Place[]): string {
  const may = places.filter(({ values }) => values?.missing !== undefined).map(({ column }) => column);
  return may.length > 0 ? ` A value may be missing in ${listNames(may)}.` : '';
}

function addUnknown(
  row: Record<string, unknown>,
  at: (column: string) => string,
  places: Place[],
  faults: Faults,
): void {
  const known = places.map(({ column }) => column);
  for (const name of Object.keys(row).filter((name) => !known.includes(name))) {
    const hint = `The columns are ${listNames(known)}.`;
    faults.add({
      tensor: null,
      at: at(name),
      expected: 'the name of a column',
      got: describe(name),
      hint,
    });
  }
}
