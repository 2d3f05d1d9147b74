import type { Card } from '../../card.ts';
import { isFree } from '../../card.ts';
import type { Place } from '../predict/rows.ts';
import { placesOf } from '../predict/rows.ts';
import { valuesAt } from '../tensors/values.ts';

/** How the columns of a table become the model's inputs. */
export interface Layout {
  /** The table's columns as they are called there, and what separates them. */
  header: string[];
  delimiter: string;
  /** Where each of the model's columns goes. */
  places: Place[];
  /** Which of the table's columns each of them is. */
  indexes: number[];
  /** What was done that somebody may want to know. */
  notices: string[];
}

/**
 * How many columns the tables have that a model takes: as many as it has names for, or those of its one input [N,F].
 * @returns undefined where it takes no tables, or only those of a fixed number of rows.
 */
export function widthOf({ columns, inputs }: Card): number | undefined {
  const [rows, width] = inputs[0]?.shape ?? [];
  if (rows === undefined || (rows !== 1 && !isFree(rows))) return undefined;
  if (columns || inputs.length !== 1) return columns?.length;
  const isTable = inputs[0]!.shape!.length === 2 && typeof width === 'number' && width > 0;
  return isTable ? width : undefined;
}

/** Whether a model takes tables of any number of rows. */
export function takesTables(card: Card): boolean {
  return widthOf(card) !== undefined;
}

/** The places of a model's columns: by their names, or by position under the names that the table gives them. */
export function placesFor(card: Card, header: readonly string[]): Place[] {
  if (card.columns) return placesOf(card);
  const input = card.inputs[0]!;
  return header.map((column, position) => {
    return { column, input, tensor: 0, position, values: valuesAt(input, position) };
  });
}
