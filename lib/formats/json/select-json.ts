import type { ByteSource } from '../bytes/byte-source.ts';
import { FormatError } from '../bytes/format-error.ts';
import { chosen, type Json, Kept, MAX_DEPTH, type Selection } from './selection.ts';

const CHUNK = 64 * 1024;
const MAX_STRING = 2 ** 20;
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];
const LITERAL = /^(true|false|null|NaN|-?Infinity|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/;

/**
 * Reads of a JSON document of any size what `wanted` chooses; the rest is passed over in one go. NaN and Infinity are
 * read as Python writes them, and kept as null. Throws FormatError where it is no JSON, or more is chosen than is read.
 */
export function selectJson(source: ByteSource, wanted: Selection): Json {
  return new Reader(source).document(wanted);
}

class Reader {
  readonly #source: ByteSource;
  readonly #kept = new Kept();
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  #next = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  document(wanted: Selection): Json {
    const value = this.#value(wanted, 0);
    this.#space();
    if (this.#peek() !== -1) throw this.#malformed();
    return value as Json;
  }

  #value(wanted: Selection | undefined, depth: number): Json | undefined {
    this.#space();
    if (wanted === undefined || wanted === 'present') {
      this.#skip();
      return wanted === 'present' ? true : undefined;
    }
    this.#kept.value(depth);
    const first = this.#peek();
    if (first === OPEN) return this.#object(wanted, depth);
    if (first === OPEN_LIST) return this.#list(wanted, depth);
    if (first === QUOTE) return this.#text();
    const literal = this.#literal();
    return /^(NaN|-?Infinity)$/.test(literal) ? null : (JSON.parse(literal) as Json);
  }

  #object(wanted: Selection, depth: number): Json {
    const object = Object.create(null) as { [key: string]: Json };
    this.#members(OPEN, CLOSE, () => {
      const key = this.#key();
      const value = this.#value(chosen(wanted, key), depth + 1);
      if (value !== undefined) object[key] = value;
    });
    return object;
  }

  #list(wanted: Selection, depth: number): Json {
    const list: Json[] = [];
    this.#members(OPEN_LIST, CLOSE_LIST, () => {
      const value = this.#value(chosen(wanted, '*'), depth + 1);
      if (value !== undefined) list.push(value);
    });
    return list;
  }

  #members(open: number, close: number, each: () => void): void {
    this.#expect(open);
    this.#space();
    if (this.#peek() === close) return void this.#byte();
    for (;;) {
      each();
      this.#space();
      const byte = this.#byte();
      if (byte === close) return;
      if (byte !== COMMA) throw this.#malformed();
      this.#space();
    }
  }

  #key(): string {
    this.#space();
    if (this.#peek() !== QUOTE) throw this.#malformed();
    const key = this.#text();
    this.#space();
    this.#expect(COLON);
    return key;
  }

  #text(): string {
    const bytes: number[] = [this.#byte()];
    for (;;) {
      const byte = this.#byte();
      bytes.push(byte);
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) bytes.push(this.#byte());
      if (bytes.length > MAX_STRING) throw new FormatError('too-large', 'a text of more than a megabyte');
    }
    this.#kept.value(0, bytes.length);
    try {
      return JSON.parse(Buffer.from(bytes).toString('utf8')) as string;
    } catch {
      throw this.#malformed();
    }
  }

  #literal(): string {
    let literal = '';
    for (let byte = this.#peek(); byte > 0x20 && byte !== COMMA && byte !== CLOSE && byte !== CLOSE_LIST;) {
      literal += String.fromCharCode(this.#byte());
      if (literal.length > 400) throw this.#malformed();
      byte = this.#peek();
    }
    if (literal === '' && this.#peek() === -1) this.#byte();
    if (!LITERAL.test(literal)) throw this.#malformed();
    return literal;
  }

  /** One value, whatever it is; brackets and texts alone are looked at. */
  #skip(): void {
    const first = this.#peek();
    if (first === QUOTE) return this.#skipText();
    if (first !== OPEN && first !== OPEN_LIST) return void this.#literal();
    let depth = 0;
    do {
      const byte = this.#byte();
      if (byte === QUOTE) {
        this.#at--;
        this.#skipText();
      } else if (byte === OPEN || byte === OPEN_LIST) {
        if (++depth > MAX_DEPTH) throw new FormatError('too-large', 'it is nested too deep');
      } else if (byte === CLOSE || byte === CLOSE_LIST) depth--;
    } while (depth > 0);
  }

  #skipText(): void {
    this.#expect(QUOTE);
    for (let byte = this.#byte(); byte !== QUOTE; byte = this.#byte()) if (byte === BACKSLASH) this.#byte();
  }

  #space(): void {
    for (let byte = this.#peek(); byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;) {
      this.#at++;
      byte = this.#peek();
    }
  }

  /** -1 at the end. */
  #peek(): number {
    if (this.#at >= this.#chunk.length && !this.#fill()) return -1;
    return this.#chunk[this.#at]!;
  }

  #byte(): number {
    if (this.#at >= this.#chunk.length && !this.#fill())
      throw new FormatError(
        'truncated',
        `it is cut off: the JSON ends after ${this.#next} bytes, unfinished`,
      );
    return this.#chunk[this.#at++]!;
  }

  #expect(byte: number): void {
    if (this.#byte() !== byte) throw this.#malformed();
  }

  #fill(): boolean {
    const length = Math.min(CHUNK, this.#source.size - this.#next);
    if (length <= 0) return false;
    this.#chunk = this.#source.read(this.#next, length);
    this.#next += length;
    this.#at = 0;
    return true;
  }

  #malformed(): FormatError {
    const at = this.#next - this.#chunk.length + this.#at;
    return new FormatError('malformed', `it is not JSON (at byte ${at})`);
  }
}
