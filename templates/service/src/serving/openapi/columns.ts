import type { Card, CardTensor, ColumnValues } from '../../card.ts';
import { datatype } from '../tensors/datatypes.ts';
import { allowed, valuesAt } from '../tensors/values.ts';
import type { Schema } from './elements.ts';
import { code, shortened } from './markdown.ts';

/** A column of a table: where its values go and how they look. */
export interface TableColumn {
  name: string;
  unit: string | undefined;
  input: CardTensor;
  values: ColumnValues | undefined;
}

/** The columns of a model that takes rows, in their order; none for other models. */
export function tableColumns({ columns = [], inputs }: Card): TableColumn[] {
  return columns.map(({ name, unit }, index) => {
    const single = inputs.length === 1;
    const input = inputs[single ? 0 : index]!;
    return { name, unit, input, values: valuesAt(input, single ? index : 0) };
  });
}

/** The rows of the card's example; none where it has tensors. */
export function exampleRows({ example }: Card): Record<string, unknown>[] {
  return Array.isArray(example?.rows) ? (example.rows as Record<string, unknown>[]) : [];
}

/** What a value of a datatype is, in a few words: `number`, `whole number from 0 to 255`, `text`. */
export function form(name: string): string {
  const type = datatype(name);
  if (type.kind === 'text') return 'text';
  if (type.kind === 'boolean') return 'true or false';
  if (type.kind === 'float') return 'number';
  const { bytes, minimum, maximum } = type;
  // The limits of 32 and 64 bits are no news to anybody, and long.
  if (bytes <= 2) return `whole number from ${minimum} to ${maximum}`;
  return minimum === 0 || minimum === 0n ? 'whole number from 0' : 'whole number';
}

/** More values than these are not a list that anybody reads; the schema has them all. */
const MOST_VALUES = 20;

/**
 * The values that a column takes, in CommonMark: `one of …`, `it knows …`, and what stands for a missing one.
 * @param inRow null does so in rows; in a tensor the model's own value does.
 */
export function describeValues(values: ColumnValues | undefined, inRow: boolean): string {
  const { known, closed, missing } = values ?? {};
  const listed =
    known &&
    shortened(
      known.map((value) => code(String(value))),
      MOST_VALUES,
    ).join(', ');
  const parts = [
    listed && (closed ? `one of ${listed}` : `the model knows ${listed}`),
    missing !== undefined && `${code(inRow ? 'null' : JSON.stringify(missing))} where it is missing`,
  ];
  return parts.filter(Boolean).join('; ');
}

/** The same as a schema: an enum where the model rejects all other values. */
export function valuesSchema(values: ColumnValues | undefined): Schema {
  if (values === undefined) return {};
  const only = allowed(values);
  if (only) return { enum: only };
  return { examples: values.known ?? (values.example === undefined ? [] : [values.example]) };
}
