import type { ColumnValues } from '../../card.ts';
import { describe } from '../problems.ts';
import type { Fault } from '../problems.ts';
import { datatype } from './datatypes.ts';
import { parseJson, stringifyJson } from './json.ts';

/** The fault of a JSON value that is none of the tensor's datatype. @param values what is known of its column */
export function elementFault(
  tensor: { name: string; datatype: string },
  at: string,
  value: unknown,
  values?: ColumnValues,
): Fault {
  const expected = `${tensor.datatype}: ${datatype(tensor.datatype).takes}`;
  return {
    tensor: tensor.name,
    at,
    expected,
    got: describe(value),
    hint: hint(tensor.datatype, value, values),
  };
}

/** A JSON value that is neither null nor made of others. */
type Scalar = string | number | bigint | boolean;

/** The one thing to do: what is to be written where the value stands. */
function hint(name: string, value: unknown, values?: ColumnValues): string {
  if (Array.isArray(value)) return 'There is one level of brackets too many here.';
  if (value === null || value === undefined) return missingHint(name, values);
  if (typeof value === 'object') return anyHint(name);
  const scalar = value as Scalar;
  const { kind } = datatype(name);
  if (kind === 'text') {
    return typeof scalar === 'string'
      ? 'Remove the NUL or the half of a character.'
      : `Write ${JSON.stringify(String(scalar))}.`;
  }
  if (kind === 'boolean') {
    const word = /^\s*(?:(true|1)|false|0)\s*$/i.exec(String(scalar));
    return word ? `Write ${word[1] ? 'true' : 'false'}, without quotes.` : anyHint(name);
  }
  if (typeof scalar === 'boolean') return `Write ${Number(scalar)}.`;
  return typeof scalar === 'string' ? wordHint(name, scalar.trim()) : numberHint(name, scalar);
}

/** Where nothing of the value can be kept. */
function anyHint(name: string): string {
  return ANY[datatype(name).kind];
}

const ANY = {
  float: 'Write a number, or "NaN" where it is missing.',
  integer: 'Write a whole number.',
  boolean: 'Write true or false, without quotes.',
  text: 'Write a text, in double quotes.',
};

/** `3,5`, but not `1,234`, which may be either. */
const DECIMAL_COMMA = /^-?\d+,(?!\d{3}$)\d+$/;

function wordHint(name: string, word: string): string {
  const number = DECIMAL_COMMA.test(word) ? word.replace(',', '.') : word;
  const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(number) && number.length <= 40;
  return isNumber && datatype(name).read(parseJson(number)) !== undefined
    ? `Write ${number}, without quotes.`
    : anyHint(name);
}

function numberHint(name: string, value: number | bigint): string {
  const { kind, bytes, read } = datatype(name);
  const isFloat = kind === 'float';
  if (typeof value === 'number' && !Number.isInteger(value)) {
    const whole = Math.round(value);
    return isFloat || read(whole) === undefined
      ? 'Write a number that fits.'
      : `Write a whole number: ${whole}.`;
  }
  if (isFloat) return 'The number is too large for this datatype.';
  if (bytes === 8) return 'Beyond 2^53, write the digits alone: no point and no exponent.';
  return 'The number does not fit this datatype.';
}

/** pandas writes a gap as null. */
function missingHint(name: string, values?: ColumnValues): string {
  const { missing, example } = values ?? {};
  if (missing !== undefined)
    return `Write ${stringifyJson(missing)} for a missing value: the model knows what to do then.`;
  if (datatype(name).kind === 'float') return 'Write "NaN" for a missing number.';
  const such = example === undefined ? '' : `, such as ${stringifyJson(example)}`;
  return `The model knows no missing values here: write a value${such}, or leave the row out.`;
}
