import type { ByteReader } from './byte-reader.ts';
import { FormatError } from './format-error.ts';

// A table of more than this is not followed: the formats that are read here have a few thousand tensors at most.
const MAX_LENGTH = 1_000_000;

/** A list in a FlatBuffer: where its elements begin, and how many there are. */
export interface FlatVector {
  at: number;
  length: number;
}

/**
 * A table of a FlatBuffer: https://flatbuffers.dev/internals/. Fields are known by their place in the schema. Throws
 * FormatError where an offset leads out of the buffer.
 */
export class FlatTable {
  readonly #reader: ByteReader;
  readonly #at: number;
  readonly #fields: number;
  readonly #count: number;

  constructor(reader: ByteReader, at: number) {
    this.#reader = reader;
    this.#at = at;
    this.#fields = at - reader.i32(at);
    if (this.#fields < 0) throw new FormatError('malformed', `a table of fields at byte ${this.#fields}`);
    this.#count = (reader.u16(this.#fields) - 4) / 2;
  }

  /** The table that a buffer begins with. */
  static root(reader: ByteReader, at = 0): FlatTable {
    return new FlatTable(reader, at + reader.u32(at));
  }

  integer(field: number, otherwise = 0): number {
    const at = this.#field(field);
    return at === undefined ? otherwise : this.#reader.i32(at);
  }

  byte(field: number, otherwise = 0): number {
    const at = this.#field(field);
    return at === undefined ? otherwise : this.#reader.u8(at);
  }

  /** A vector of bytes as text, cut at `limit`. */
  text(field: number, limit = 2 ** 20): string | undefined {
    const bytes = this.bytes(field, limit);
    return bytes?.toString('utf8');
  }

  bytes(field: number, limit = 2 ** 20): Buffer | undefined {
    const vector = this.#vector(field);
    return vector && this.#reader.bytes(vector.at, Math.min(vector.length, limit));
  }

  table(field: number): FlatTable | undefined {
    const at = this.#field(field);
    return at === undefined ? undefined : new FlatTable(this.#reader, at + this.#reader.u32(at));
  }

  tables(field: number): FlatTable[] {
    return this.#elements(field).map((at) => new FlatTable(this.#reader, at + this.#reader.u32(at)));
  }

  integers(field: number): number[] {
    return this.#elements(field).map((at) => this.#reader.i32(at));
  }

  /** Where each element of a vector of 4 bytes lies. */
  #elements(field: number): number[] {
    const { at, length } = this.#vector(field) ?? { at: 0, length: 0 };
    if (length > MAX_LENGTH || at + 4 * length > this.#reader.size)
      throw new FormatError('malformed', `a list of ${length} elements`);
    return Array.from({ length }, (_, i) => at + 4 * i);
  }

  #vector(field: number): FlatVector | undefined {
    const at = this.#field(field);
    if (at === undefined) return undefined;
    const start = at + this.#reader.u32(at);
    return { at: start + 4, length: this.#reader.u32(start) };
  }

  #field(field: number): number | undefined {
    if (field >= this.#count) return undefined;
    const offset = this.#reader.u16(this.#fields + 4 + 2 * field);
    return offset === 0 ? undefined : this.#at + offset;
  }
}
