import type { CardTensor, ColumnValues } from '../../card.ts';
import type { Fault, Faults } from '../problems.ts';
import { describe } from '../problems.ts';
import type { Element } from './datatypes.ts';
import { datatype } from './datatypes.ts';
import { elementsOf } from './packed.ts';
import type { Tensor } from './tensor.ts';

/** Longer lists of values tell a reader nothing more; GET /openapi.json has them all. */
const MOST_LISTED = 20;

/** What is known of the values of the column of an element. @param index its place along the last dimension, or in all */
export function valuesAt({ values }: CardTensor, index: number): ColumnValues | undefined {
  return values?.[index % values.length] ?? undefined;
}

/** The values that stand in for each other nowhere: all that a column takes, where the model rejects others. */
export function allowed({
  closed,
  known = [],
  missing,
}: ColumnValues): (number | bigint | string)[] | undefined {
  if (closed === undefined) return undefined;
  return missing === undefined || known.includes(missing) ? known : [...known, missing];
}

/** By the column's own object, as elements are stored: a request may have a million of them. */
const stored = new WeakMap<ColumnValues, Set<unknown>>();

/** Whether a column takes an element, as far as that is known without running the model. */
export function takes(values: ColumnValues, type: string, element: Element): boolean {
  if (values.closed === undefined) return true;
  let known = stored.get(values);
  if (!known) {
    const { read } = datatype(type);
    known = new Set(allowed(values)!.map((value) => comparable(type, read(value)!)));
    stored.set(values, known);
  }
  return known.has(comparable(type, element));
}

/** An encoder of whole numbers takes the whole part of others. NaN is the same as NaN in a Set. */
function comparable(type: string, element: Element): unknown {
  const stored = datatype(type);
  if (stored.kind !== 'float') return element;
  return Math.trunc(stored.decode(element as number)) + 0; // without the sign of zero
}

/** The fault of a value that a column does not know: `study_place: "text" is not one of home, library, school`. */
export function valueFault(
  tensor: CardTensor,
  column: string,
  at: string,
  values: ColumnValues,
  value: unknown,
): Fault {
  const known = allowed(values)!;
  const shown = known.slice(0, MOST_LISTED).map((one) => (one === '' ? '""' : String(one)));
  const more =
    known.length > shown.length ? ` and ${known.length - shown.length} more, see GET /openapi.json` : '';
  const meant = known.find((one) => alike(one) === alike(value)) ?? known[0]!;
  const got = typeof value === 'string' ? JSON.stringify(clipped(value)) : String(value);
  const hint = `${column}: ${got} is not one of ${shown.join(', ')}${more}. Write ${JSON.stringify(String(meant))} for example.`;
  return {
    tensor: tensor.name,
    at,
    expected: `one of ${shown.join(', ')}${more}`,
    got: describe(value),
    hint: typeof meant === 'string' ? hint : hint.replace(/Write "(.*)" /, 'Write $1 '),
  };
}

function clipped(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** Texts that a person takes for the same. */
function alike(value: unknown): string {
  return String(value).trim().toLowerCase();
}

/** Adds a fault for each element that its column does not take. @param at JSON Pointer of an element by its place. */
export function checkValues(
  spec: CardTensor,
  tensor: Tensor,
  at: (index: number) => string,
  faults: Faults,
): void {
  const { values } = spec;
  if (!values?.some((column) => column?.closed)) return;
  const { write } = datatype(tensor.datatype);
  elementsOf(tensor).forEach((element: Element, index: number) => {
    const column = index % values.length;
    const known = values[column];
    if (!known || takes(known, tensor.datatype, element)) return;
    const name = values.length === 1 ? spec.name : `column ${column} of ${spec.name}`;
    faults.add(() => valueFault(spec, name, at(index), known, write(element as never)));
  });
}
