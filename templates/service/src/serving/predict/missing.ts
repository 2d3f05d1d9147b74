import { datatype } from '../tensors/datatypes.ts';

/** What pandas and people write where a value is missing. */
const WORDS = new Set(['', 'NA', 'NaN', 'nan', 'None']);

/**
 * Whether a value of a row says that there is none. In a column of texts only null does: a word may be a category there,
 * and so may the empty text.
 */
export function isMissing(value: unknown, type: string): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'string' && WORDS.has(value) && datatype(type).kind !== 'text';
}
