import type { Card, CardTensor, ColumnValues } from '../../card.ts';
import { isFree } from '../../card.ts';
import type { Faults } from '../problems.ts';
import { describe, listNames, pointerToken } from '../problems.ts';
import { datatype } from '../tensors/datatypes.ts';
import { elementFault } from '../tensors/element.ts';
import { isObject } from '../tensors/json.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { takes, valueFault, valuesAt } from '../tensors/values.ts';

/** Where a column's values go: which input, and which column of it. */
interface Place {
  column: string;
  input: CardTensor;
  position: number;
  values: ColumnValues | undefined;
}

/**
 * Reads `"rows": [{COLUMN: value}]` into the model's inputs: one [N,F] with F columns, or several [N,1].
 * Faults are added for missing, unknown and mistyped columns, and where the model takes exactly one row.
 */
export function readRows(rows: unknown, card: Card, faults: Faults): Tensor[] {
  const places = placesOf(card);
  if (!Array.isArray(rows)) {
    const members = `Its members are ${listNames(places.map(({ column }) => column))}.`;
    const hint = isObject(rows) ? 'Put it into a list, in brackets: "rows": [{…}].' : members;
    const expected = 'an array of objects {COLUMN: value}';
    faults.add({ tensor: null, at: '/rows', expected, got: describe(rows), hint });
    return [];
  }
  const fixed = card.inputs[0]!.shape![0]!;
  if (!isFree(fixed) && rows.length !== fixed) {
    const hint = 'The model has a fixed first dimension; send one request for each row.';
    const expected = `exactly ${fixed} ${fixed === 1 ? 'row' : 'rows'}`;
    faults.add({ tensor: null, at: '/rows', expected, got: String(rows.length), hint });
  }
  const width = card.inputs.length === 1 ? places.length : 1;
  const tensors = card.inputs.map((input) => ({
    name: input.name,
    datatype: input.datatype,
    shape: [rows.length, width],
    data: datatype(input.datatype).create(rows.length * width),
  }));
  rows.forEach((row: unknown, index) => readRow(row, index, places, tensors, width, faults));
  return tensors;
}

/** By the card, of which there is one: a row has a few values, and many requests have one row. */
const places = new WeakMap<Card, Place[]>();

function placesOf(card: Card): Place[] {
  const known = places.get(card) ?? findPlaces(card);
  places.set(card, known);
  return known;
}

function findPlaces(card: Card): Place[] {
  const single = card.inputs.length === 1;
  return card.columns!.map(({ name }, index) => {
    const input = card.inputs[single ? 0 : index]!;
    const position = single ? index : 0;
    return { column: name, input, position, values: valuesAt(input, position) };
  });
}

function readRow(
  row: unknown,
  index: number,
  places: Place[],
  tensors: Tensor[],
  width: number,
  faults: Faults,
): void {
  const at = `/rows/${index}`;
  if (!isObject(row)) {
    const hint = 'A list of bare values goes into "inputs".';
    faults.add({ tensor: null, at, expected: 'an object {COLUMN: value}', got: describe(row), hint });
    return;
  }
  let found = 0;
  for (let place = 0; place < places.length; place++) {
    const { column, input, position, values } = places[place]!;
    if (!Object.hasOwn(row, column)) {
      const expected = `a value for the column ${JSON.stringify(column)}`;
      const hint = 'Every row needs every column.';
      faults.add({ tensor: input.name, at: pointerTo(at, column), expected, got: 'nothing', hint });
      continue;
    }
    found++;
    const element = datatype(input.datatype).read(row[column]);
    if (element === undefined)
      faults.add(() => elementFault(input, pointerTo(at, column), row[column], values));
    else if (values && !takes(values, input.datatype, element))
      faults.add(() => valueFault(input, column, pointerTo(at, column), values, row[column]));
    else tensors[tensors.length === 1 ? 0 : place]!.data[index * width + position] = element;
  }
  if (found < Object.keys(row).length) addUnknown(row, at, places, faults);
}

function pointerTo(at: string, column: string): string {
  return `${at}/${pointerToken(column)}`;
}

function addUnknown(row: Record<string, unknown>, at: string, places: Place[], faults: Faults): void {
  const known = places.map(({ column }) => column);
  for (const name of Object.keys(row).filter((name) => !known.includes(name))) {
    const hint = `The columns are ${listNames(known)}.`;
    faults.add({
      tensor: null,
      at: pointerTo(at, name),
      expected: 'the name of a column',
      got: describe(name),
      hint,
    });
  }
}
