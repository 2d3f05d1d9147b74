import { form } from '../openapi/columns.ts';
import type { Place } from '../predict/rows.ts';
import { others } from '../predict/rows.ts';
import type { Fault } from '../problems.ts';
import { datatype } from '../tensors/datatypes.ts';
import { isMissingCell, numberIn } from './cells.ts';

/** The fault of a cell that is no value of its column. @param at JSON Pointer, as for the same rows in JSON */
export function cellFault(cell: string, at: string, place: Place, places: Place[]): Fault {
  const { input, values } = place;
  const expected = `a ${form(input.datatype)}`.replace(/^a true/, 'true');
  const got =
    cell === '' ? 'an empty cell' : JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);
  const hint = isMissingCell(cell, datatype(input.datatype), values)
    ? missingHint(place, places)
    : hintFor(cell.trim(), place);
  return { tensor: input.name, at, expected, got, hint };
}

function missingHint({ values }: Place, places: Place[]): string {
  const such = values?.example === undefined ? '' : `, such as ${String(values.example)}`;
  return `The model knows no missing values here: write a value${such}, or leave the row out.${others(places)}`;
}

const DECIMAL_COMMA = /^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+$/;
const THOUSANDS = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;

/** `12 km`, `€12`. */
const WITH_UNIT = /^[^\p{L}\p{N}+-]?\s*([+-]?\d+(?:\.\d+)?)\s*\p{L}*$/u;

/** The one thing to do: what is to be written there. */
function hintFor(cell: string, { input }: Place): string {
  const { kind } = datatype(input.datatype);
  if (kind === 'text') return 'Remove the NUL or the half of a character.';
  if (kind === 'boolean') return 'Write true or false.';
  const isThousands = THOUSANDS.test(cell);
  const isDecimal = DECIMAL_COMMA.test(cell);
  if (isThousands && isDecimal)
    return 'Is the comma a point, or between thousands? Write the number without it.';
  if (isThousands) return `Write it without commas: ${cell.replaceAll(',', '')}.`;
  if (isDecimal) return `Write a point for the decimal comma: ${cell.replaceAll('.', '').replace(',', '.')}.`;
  const number = numberIn(cell);
  if (number !== undefined && kind === 'integer' && !Number.isInteger(number))
    return `Write a whole number: ${Math.round(number)}.`;
  if (number !== undefined) return 'The number does not fit this column.';
  const sign = cell.replace(/^[−–]/, '-');
  if (sign !== cell && numberIn(sign) !== undefined) return `Write it with a hyphen: ${sign}.`;
  if (cell.endsWith('%'))
    return 'Write a number without the sign, in the unit that the model was trained with.';
  const inside = WITH_UNIT.exec(cell)?.[1];
  return inside === undefined ? 'Write a number.' : `Write the number alone: ${inside}.`;
}
