import { ByteReader } from '../bytes/byte-reader.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { FormatError } from '../bytes/format-error.ts';
import { chosen, type Json, Kept, MAX_DEPTH, type Selection } from './selection.ts';

// https://ubjson.org/type-reference/: numbers are big-endian.
const WIDTH: Record<string, number> = {
  Z: 0,
  N: 0,
  T: 0,
  F: 0,
  i: 1,
  U: 1,
  C: 1,
  I: 2,
  l: 4,
  d: 4,
  L: 8,
  D: 8,
};
const MAX_STRING = 2 ** 20;
// A list without widths is passed over value by value.
const MAX_STEPS = 50_000_000;

/** Of a document in Universal Binary JSON, as XGBoost writes it, what `wanted` chooses. As selectJson. */
export function selectUbj(source: ByteSource, wanted: Selection): Json {
  return new Reader(source).value(wanted, 0) as Json;
}

class Reader {
  readonly #reader: ByteReader;
  readonly #kept = new Kept();
  #at = 0;
  #steps = 0;

  constructor(source: ByteSource) {
    this.#reader = new ByteReader(source);
  }

  value(wanted: Selection | undefined, depth: number, type = this.#type()): Json | undefined {
    if (depth > MAX_DEPTH) throw new FormatError('too-large', 'it is nested too deep');
    if (++this.#steps > MAX_STEPS) throw new FormatError('too-large', 'it has more values than are read');
    const inner = wanted === 'present' ? undefined : wanted;
    if (inner !== undefined) this.#kept.value(depth);
    const value =
      type === '{' || type === '[' ? this.#container(type, inner, depth) : this.#scalar(type, inner);
    return wanted === 'present' ? true : value;
  }

  #container(open: '{' | '[', wanted: Selection | undefined, depth: number): Json | undefined {
    const object = Object.create(null) as { [key: string]: Json };
    const list: Json[] = [];
    const { type, count } = this.#header();
    const width = type === undefined ? undefined : WIDTH[type];
    if (open === '[' && width !== undefined && chosen(wanted, '*') === undefined) {
      this.#skip(width * count!);
      return wanted === undefined ? undefined : list;
    }
    const close = open === '{' ? '}' : ']';
    for (let i = 0; count === undefined ? !this.#ends(close) : i < count; i++) {
      const key = open === '{' ? this.#text(true) : '*';
      const value = this.value(chosen(wanted, key), depth + 1, type ?? this.#type());
      if (value === undefined) continue;
      if (open === '{') object[key] = value;
      else list.push(value);
    }
    if (wanted === undefined) return undefined;
    return open === '{' ? object : list;
  }

  #header(): { type?: string; count?: number } {
    let type: string | undefined;
    if (this.#peek() === '$') {
      this.#at++;
      type = this.#type();
      if (this.#peek() !== '#') throw this.#malformed();
    }
    if (this.#peek() !== '#') return {};
    this.#at++;
    const count = this.#integer(this.#type());
    return type === undefined ? { count } : { type, count };
  }

  #scalar(type: string, wanted: Selection | undefined): Json | undefined {
    if (type === 'S' || type === 'H') return this.#text(wanted !== undefined);
    const width = WIDTH[type];
    if (width === undefined) throw this.#malformed();
    const bytes = wanted === undefined ? undefined : this.#reader.bytes(this.#at, width);
    this.#skip(width);
    if (bytes === undefined) return undefined;
    if (type === 'T' || type === 'F') return type === 'T';
    if (type === 'C') return bytes.toString('latin1');
    if (type === 'd') return bytes.readFloatBE();
    if (type === 'D') return bytes.readDoubleBE();
    if (type === 'U') return bytes.readUInt8();
    if (type === 'L') return Number(bytes.readBigInt64BE());
    return width === 0 ? null : bytes.readIntBE(0, width);
  }

  /** A text after its length; what is not kept is passed over and ''. */
  #text(isKept: boolean): string {
    const length = this.#integer(this.#type());
    if (!isKept) {
      this.#skip(length);
      return '';
    }
    if (length > MAX_STRING) throw new FormatError('too-large', 'a text of more than a megabyte');
    this.#kept.value(0, length);
    const text = this.#reader.text(this.#at, length);
    this.#skip(length);
    return text;
  }

  #integer(type: string): number {
    const width = WIDTH[type];
    if (width === undefined || !'iUIlL'.includes(type)) throw this.#malformed();
    const bytes = this.#reader.bytes(this.#at, width);
    this.#skip(width);
    const value =
      type === 'L'
        ? Number(bytes.readBigInt64BE())
        : bytes[type === 'U' ? 'readUIntBE' : 'readIntBE'](0, width);
    if (value < 0) throw this.#malformed();
    return value;
  }

  #skip(length: number): void {
    this.#at += length;
    if (this.#at > this.#reader.size)
      throw new FormatError('truncated', `it is cut off after ${this.#reader.size} bytes`);
  }

  #ends(close: string): boolean {
    if (this.#peek() !== close) return false;
    this.#at++;
    return true;
  }

  #peek(): string {
    return String.fromCharCode(this.#reader.u8(this.#at));
  }

  /** The next type marker; `N` means nothing and stands anywhere. */
  #type(): string {
    const type = this.#peek();
    this.#at++;
    return type;
  }

  #malformed(): FormatError {
    return new FormatError('malformed', `it is not UBJSON (at byte ${this.#at})`);
  }
}
