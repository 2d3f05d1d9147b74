import { LONGEST_KEPT, MOST_ITEMS, MOST_KEPT, MOST_TEXT } from './limits.ts';
import { Bytes, Dict, List, Made, Opaque, Tuple, type Value } from './value.ts';

/** Decides what of a file is kept, so that its description stays small however large it is. */
export class Keeper {
  #objects = 0;
  #text = 0;
  readonly #shared = new Map<Value, Made>();

  /** Whether so many bytes more may be kept; counts them where they may. */
  text(bytes: number): boolean {
    if (bytes > LONGEST_KEPT || this.#text + bytes > MOST_TEXT) return false;
    this.#text += bytes;
    return true;
  }

  bytes(content: Buffer): Value {
    return this.#object(() => new Bytes(content.length, content.toString('latin1')));
  }

  tuple(items: Value[]): Value {
    return this.#object(() => new Tuple(items));
  }

  /** Beyond the limit all objects of a class are one: what was called is known of each, its content of none. */
  made(callable: Value, args: readonly Value[]): Made {
    if (this.#objects++ < MOST_KEPT) return new Made(callable, args);
    let shared = this.#shared.get(callable);
    if (shared === undefined) this.#shared.set(callable, (shared = new Made(callable, [])));
    return shared;
  }

  list(): List | Opaque {
    return this.#object(() => new List());
  }

  dict(): Dict | Opaque {
    return this.#object(() => new Dict());
  }

  #object<T extends Value>(make: () => T): T | Opaque {
    return this.#objects++ < MOST_KEPT ? make() : Opaque.value;
  }
}

/** Adds to a list what of it is kept. */
export function append(list: List, values: readonly Value[]): void {
  list.length += values.length;
  for (const value of values) {
    if (list.items.length >= MOST_ITEMS) return;
    list.items.push(value);
  }
}

/** Adds to a dictionary keys and values, which alternate. */
export function setItems(dict: Dict, alternating: readonly Value[]): void {
  dict.length += alternating.length >> 1;
  for (let i = 0; i + 1 < alternating.length; i += 2) {
    if (dict.entries.length >= MOST_ITEMS) return;
    dict.entries.push([alternating[i]!, alternating[i + 1]!]);
  }
}
