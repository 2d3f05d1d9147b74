import type { CardTensor } from '../../card.ts';
import { datatype } from '../tensors/datatypes.ts';

/** A JSON Schema (draft 2020-12, as OpenAPI 3.1 has it). */
export type Schema = Record<string, unknown>;

/** A schema of the document's components, which generators of clients make a type of that name from. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** JSON has no NaN and no infinities: they are strings. */
const NON_FINITE = '^(NaN|-?Infinity)$';

/** The floating point datatypes of these tensors, as components. */
export function floatSchemas(tensors: CardTensor[]): Record<string, Schema> {
  const names = new Set(tensors.map(({ datatype }) => datatype).filter(isFloat));
  return Object.fromEntries([...names].map((name) => [name, floatSchema(name)]));
}

/** Two types in one schema and not a schema for each: readers see them in one line. */
function floatSchema(name: string): Schema {
  const { anyOf } = datatype(name).schema as { anyOf: Schema[] };
  return { ...anyOf[0], type: ['number', 'string'], pattern: NON_FINITE };
}

const isFloat = (name: string) => datatype(name).kind === 'float';

/** 0 and 1 are taken for false and true. */
const TAKEN_BOOL = { type: ['boolean', 'integer'], minimum: 0, maximum: 1 };

/** A value of a datatype as requests have it. */
export function takenElement(name: string): Schema {
  if (datatype(name).kind === 'boolean') return TAKEN_BOOL;
  return isFloat(name) ? ref(name) : datatype(name).schema;
}

/** A value of a datatype as answers have it: there the limits of integers say nothing. */
export function givenElement(name: string): Schema {
  return isFloat(name) ? ref(name) : { type: datatype(name).schema.type };
}
