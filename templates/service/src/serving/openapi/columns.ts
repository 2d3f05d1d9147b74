import type { Card, CardTensor } from '../../card.ts';
import { datatype } from '../tensors/datatypes.ts';
import type { Schema } from './elements.ts';

/** A column of a table: where its values go and how they look. */
export interface TableColumn {
  name: string;
  unit: string | undefined;
  input: CardTensor;
}

/** The columns of a model that takes rows, in their order; none for other models. */
export function tableColumns({ columns = [], inputs }: Card): TableColumn[] {
  return columns.map(({ name, unit }, index) => ({
    name,
    unit,
    input: inputs[inputs.length === 1 ? 0 : index]!,
  }));
}

/** The rows of the card's example; none where it has tensors. */
export function exampleRows({ example }: Card): Record<string, unknown>[] {
  return Array.isArray(example.rows) ? (example.rows as Record<string, unknown>[]) : [];
}

/** What a value of a datatype is, in a few words: `number`, `whole number from 0 to 255`, `text`. */
export function form(name: string): string {
  if (name === 'BYTES') return 'text';
  if (name === 'BOOL') return 'true or false';
  if (name.startsWith('FP')) return 'number';
  const { minimum, maximum } = datatype(name).schema as Schema & { minimum: unknown; maximum: unknown };
  // The limits of 32 and 64 bits are no news to anybody, and long.
  if (/(8|16)$/.test(name)) return `whole number from ${String(minimum)} to ${String(maximum)}`;
  return name.startsWith('U') ? 'whole number from 0' : 'whole number';
}
