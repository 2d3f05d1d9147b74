import { MOST_STACKED } from './limits.ts';
import { FormatError } from '../../bytes/format-error.ts';
import type { Value } from './value.ts';

const UNDERFLOW = 'it takes more from its stack than there is';

/** The stack of a pickle with its marks. What lies below the last mark is out of reach, as in CPython. */
export class Stack {
  #values: Value[] = [];
  readonly #marks: number[] = [];

  push(value: Value): void {
    if (this.#values.length >= MOST_STACKED)
      throw new FormatError('too-large', 'it puts too many values on its stack');
    this.#values.push(value);
  }

  pop(): Value {
    if (this.#values.length <= this.#fence) throw new FormatError('malformed', UNDERFLOW);
    return this.#values.pop()!;
  }

  top(): Value {
    if (this.#values.length <= this.#fence) throw new FormatError('malformed', UNDERFLOW);
    return this.#values.at(-1)!;
  }

  setTop(value: Value): void {
    this.#values[this.#values.length - 1] = value;
  }

  mark(): void {
    if (this.#marks.length >= MOST_STACKED) throw new FormatError('too-large', 'it has too many marks');
    this.#marks.push(this.#values.length);
  }

  /** All above the last mark, which goes as well. */
  popMark(): Value[] {
    const start = this.#marks.pop();
    if (start === undefined) throw new FormatError('malformed', 'it lacks a mark');
    return this.#values.splice(start);
  }

  /** POP: the last mark, where nothing lies above it; else a value. */
  drop(): void {
    if (this.#marks.length > 0 && this.#fence === this.#values.length) this.#marks.pop();
    else this.pop();
  }

  get #fence(): number {
    return this.#marks.at(-1) ?? 0;
  }
}
