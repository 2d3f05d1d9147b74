import { FormatError } from '../../bytes/format-error.ts';
import type { Value } from './value.ts';

const MOST_IN_A_ROW = 8_000_000;
const MOST_APART = 100_000;

/** What PUT, BINPUT and MEMOIZE store under a number, and GET fetches. */
export class Memo {
  readonly #row: Value[] = [];
  /** Those with a number beyond the row's end: nothing but a handmade file has many. */
  readonly #apart = new Map<number, Value>();

  put(index: number, value: Value): void {
    if (index < this.#row.length) this.#row[index] = value;
    else if (index === this.#row.length && index < MOST_IN_A_ROW && !this.#apart.has(index))
      this.#row.push(value);
    else if (this.#apart.size < MOST_APART) this.#apart.set(index, value);
    else throw new FormatError('too-large', 'its memo has too many numbers');
  }

  /** Stores it under the number of values stored so far. */
  memoize(value: Value): void {
    this.put(this.#row.length + this.#apart.size, value);
  }

  /** Throws FormatError where nothing is stored under that number. */
  get(index: number): Value {
    const value = index < this.#row.length ? this.#row[index] : this.#apart.get(index);
    if (value === undefined)
      throw new FormatError('malformed', `it fetches number ${index}, which was never stored`);
    return value;
  }
}
