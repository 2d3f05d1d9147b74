import type { CardTensor, ColumnValues } from '../card/card.ts';
import { type Datatype, datatypeOf, isInRange } from '../model/datatypes.ts';
import type { Origin } from './origins.ts';

/** More categories than these are no help to a reader, and long in card and documents: then an example is all. */
const MOST_KNOWN = 500;

type Value = number | bigint | string;

/** What has been found out about the columns of all inputs. What is told first stays: it is nearest to the request. */
export class KnownValues {
  readonly #inputs: CardTensor[];
  readonly #columns: Map<number, ColumnValues>[];

  constructor(inputs: CardTensor[]) {
    this.#inputs = inputs;
    this.#columns = inputs.map(() => new Map<number, ColumnValues>());
  }

  /**
   * The values that a column is looked up in.
   * @param isClosed  whether the model rejects others
   */
  tellKnown(origin: Origin | undefined, values: readonly Value[], isClosed: boolean): void {
    if (origin === undefined || origin.form === 'words') return;
    const column = this.#at(origin);
    const known = values.flatMap((value) => this.#asGiven(origin, value) ?? []);
    if (column === undefined || known.length === 0 || (column.known !== undefined && !isClosed)) return;
    if (known.length > MOST_KNOWN) return void (column.example ??= known[0]!);
    const isWhole = known.length === values.length && origin.form !== 'normalised';
    if (column.closed !== true) column.known = [...new Set(known)];
    if (isClosed && isWhole) column.closed = true;
  }

  /** A value that suits a column: the middle of what the model was trained on, or a text of words that it knows. */
  tellExample(origin: Origin | undefined, value: number | string): void {
    const column = this.#at(origin);
    if (column === undefined || column.example !== undefined) return;
    const type = this.#datatypeOf(origin!);
    if (typeof value === 'string') {
      if (type.kind === 'text') column.example = value;
      return;
    }
    const rounded = type.kind === 'float' ? Number(value.toPrecision(3)) : Math.round(value);
    if (fits(rounded, type)) column.example = rounded;
  }

  /** What stands for a missing value, which the model fills in, or has learned to do without. */
  tellMissing(origin: Origin | undefined, value: Value): void {
    const column = origin?.form === 'same' ? this.#at(origin) : undefined;
    const isFloat = origin !== undefined && this.#datatypeOf(origin).kind === 'float';
    const written = typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
    const isGiven = written === 'NaN' ? isFloat : origin && this.#asGiven(origin, written) !== undefined;
    if (column !== undefined && isGiven === true) column.missing ??= written;
  }

  /** For each input its columns, in the order of the last dimension; undefined where nothing is known of them. */
  result(): (CardTensor['values'] | undefined)[] {
    return this.#columns.map((columns, input) => {
      const known = [...columns].filter(([, values]) => Object.keys(values).length > 0);
      if (known.length === 0) return undefined;
      const { shape } = this.#inputs[input]!;
      const width = shape?.length === 2 && typeof shape[1] === 'number' && shape[1] > 0 ? shape[1] : 1;
      const found = new Map(known);
      return Array.from({ length: width }, (_, column) => finished(found.get(column)));
    });
  }

  #at(origin: Origin | undefined): ColumnValues | undefined {
    if (origin === undefined || this.#datatypeOf(origin).kind === 'boolean') return undefined;
    const columns = this.#columns[origin.input]!;
    const found = columns.get(origin.column) ?? {};
    columns.set(origin.column, found);
    return found;
  }

  /** A value of the graph as a request gives it; undefined where no request could. */
  #asGiven(origin: Origin, value: Value): Value | undefined {
    const { form } = origin;
    const type = this.#datatypeOf(origin);
    if (type.kind === 'text') return typeof value === 'string' ? value : undefined;
    const number =
      typeof value === 'string' && form === 'text' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    return typeof number !== 'string' && fits(number, type) ? number : undefined;
  }

  #datatypeOf({ input }: Origin): Datatype {
    return datatypeOf(this.#inputs[input]!.datatype);
  }
}

/** An example is one of the known values. */
function finished(values: ColumnValues | undefined): ColumnValues | null {
  if (values === undefined) return null;
  const { known, example } = values;
  if (known === undefined || (example !== undefined && known.includes(example))) return values;
  return { ...values, example: known.find((value) => value !== values.missing) ?? known[0]! };
}

/** Whether a number is one of a datatype. */
function fits(value: number | bigint, type: Datatype): boolean {
  const isExact = typeof value === 'bigint' || type.kind === 'float' || Number.isSafeInteger(value);
  return isExact && isInRange(value, type);
}
