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

/** The one thing to do: what is to be written where the value stands. */
function hint(name: string, value: unknown, values?: ColumnValues): string {
  const { read } = datatype(name);
  if (Array.isArray(value)) return 'There is one level of brackets too many here.';
  if (value === null || value === undefined) return missingHint(name, values);
  if (name === 'BYTES') {
    if (typeof value === 'string') return 'Remove the NUL or the half of a character.';
    return typeof value === 'object'
      ? 'Write a text, in double quotes.'
      : `Write ${JSON.stringify(String(value))}.`;
  }
  if (name === 'BOOL') {
    const word = { true: 'true', false: 'false', 1: 'true', 0: 'false' }[String(value).trim().toLowerCase()];
    return word ? `Write ${word}, without quotes.` : 'Write true or false, without quotes.';
  }
  if (typeof value === 'boolean') return `Write ${Number(value)}.`;
  return numberHint(name, value, read);
}

function numberHint(name: string, value: unknown, read: (value: unknown) => unknown): string {
  const isFloat = name.startsWith('FP');
  if (typeof value === 'string' || typeof value === 'object') {
    const plain = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(String(value).trim())
      ? String(value).trim()
      : undefined;
    const short = plain !== undefined && plain.length <= 40;
    if (short && read(parseJson(plain)) !== undefined) return `Write ${plain}, without quotes.`;
    return isFloat ? 'Write a number, or "NaN" where it is missing.' : 'Write a whole number.';
  }
  if (typeof value === 'number' && !Number.isInteger(value)) {
    const whole = Math.round(value);
    return isFloat || read(whole) === undefined
      ? 'Write a number that fits.'
      : `Write a whole number: ${whole}.`;
  }
  if (isFloat) return 'The number is too large for this datatype.';
  if (name.endsWith('INT64')) return 'Beyond 2^53, write the digits alone: no point and no exponent.';
  return 'The number does not fit this datatype.';
}

/** pandas writes a gap as null. */
function missingHint(name: string, values?: ColumnValues): string {
  const { missing, example } = values ?? {};
  if (missing !== undefined)
    return `Write ${stringifyJson(missing)} for a missing value: the model knows what to do then.`;
  if (name.startsWith('FP')) return 'Write "NaN" for a missing number.';
  const such = example === undefined ? '' : `, such as ${stringifyJson(example)}`;
  return `The model knows no missing values here: write a value${such}, or leave the row out.`;
}
