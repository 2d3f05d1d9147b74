import { describe } from '../problems.ts';
import type { Fault } from '../problems.ts';
import { datatype } from './datatypes.ts';

/** The fault of a JSON value that is none of the tensor's datatype. */
export function elementFault(tensor: { name: string; datatype: string }, at: string, value: unknown): Fault {
  const expected = `${tensor.datatype}: ${datatype(tensor.datatype).takes}`;
  return { tensor: tensor.name, at, expected, got: describe(value), hint: hint(tensor.datatype, value) };
}

function hint(name: string, value: unknown): string {
  const isFloat = name.startsWith('FP');
  if (Array.isArray(value)) return 'There is one level of brackets too many here.';
  if (value === null && isFloat) return 'Write "NaN" for a missing number.';
  if (value === null || value === undefined) return 'Every element needs a value.';
  if (name === 'BOOL') return 'Write true or false, without quotes.';
  if (name === 'BYTES') {
    return typeof value === 'string'
      ? 'Remove the NUL or the half of a character.'
      : 'Write it in double quotes.';
  }
  if (typeof value === 'string') return 'Write the number without quotes.';
  if (typeof value === 'boolean') return 'Write 1 or 0.';
  if (isFloat) return 'The number is too large for this datatype.';
  if (typeof value === 'number' && !Number.isInteger(value)) return 'Write a whole number.';
  if (name.endsWith('INT64')) return 'Beyond 2^53, write the digits alone: no point and no exponent.';
  return 'The number does not fit this datatype.';
}
