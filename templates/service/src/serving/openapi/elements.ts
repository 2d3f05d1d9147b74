import { datatype } from '../tensors/datatypes.ts';

/** A JSON Schema (draft 2020-12, as OpenAPI 3.1 has it). */
export type Schema = Record<string, unknown>;

/** JSON has no NaN and no infinities: they are strings. */
const NON_FINITE = '^(NaN|-?Infinity)$';

/**
 * A value of a datatype as requests have it. A floating point number has two types in one schema and not a schema
 * for each: readers see them in one line.
 */
export function takenElement(name: string): Schema {
  const { anyOf, ...others } = datatype(name).schema as { anyOf?: Schema[] };
  return anyOf ? { ...anyOf[0], type: ['number', 'string'], pattern: NON_FINITE } : others;
}

/** A value of a datatype as answers have it: there its limits say nothing. */
export function givenElement(name: string): Schema & { type: string[] } {
  const { type, pattern } = takenElement(name) as { type: string | string[]; pattern?: string };
  return { type: [type].flat(), ...(name.startsWith('FP') && { pattern }) };
}
