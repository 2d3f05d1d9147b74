import { FileWindow } from './file-window.ts';
import { NameTable } from './name-table.ts';
import { ProtobufError, type ProtobufFault } from './protobuf-error.ts';
import { FIXED32, FIXED64, LENGTH_DELIMITED, VARINT } from './wire.ts';

/** A field as it lies in the file; offsets in bytes from the file's start, `end` exclusive. */
export interface Field {
  number: number;
  wire: number;
  /** Where the field begins: its tag. */
  tag: number;
  /** Where its length prefix begins; the same as `start` where the wire type has none. */
  prefix: number;
  /** Where its value begins. */
  start: number;
  end: number;
}

export { ProtobufError, type ProtobufFault } from './protobuf-error.ts';

// https://protobuf.dev/programming-guides/proto2/#assigning
const MAX_FIELD_NUMBER = 2 ** 29 - 1;
// A model of 100,000 nodes has three million outside of its weights; so many are read within a second.
const MAX_FIELDS = 10_000_000;
// What a model may keep in memory, by estimate: 70,000 nodes and more. V8 holds some four times as much while it reads.
const MAX_RETAINED = 40 * 2 ** 20;
const MAX_TEXT = 64 * 1024;
const MAX_NAME = 2 ** 20;
// What V8 needs for an empty string.
const STRING = 24;

/**
 * Reads protobuf from a file by positioned reads through one small window: a value that nobody asks for is skipped
 * by its length, so gigabytes of weights are never read. A length is checked against what contains it before it is
 * used, so what a length claims is never allocated.
 */
export class ProtobufFile {
  readonly #window: FileWindow;
  /** Behind the varint that was read last. */
  #next = 0;
  #fields = 0;
  #retained = 0;
  readonly #names = new NameTable((bytes) => this.retain(bytes));

  /** Throws the operating system's error where the file cannot be opened. */
  constructor(path: string) {
    this.#window = new FileWindow(path);
  }

  /** Of the file, in bytes. */
  get size(): number {
    return this.#window.size;
  }

  close(): void {
    this.#window.close();
  }

  /**
   * The fields of a message, in their order. Without an argument: of the file. A field that is not a message has none.
   * Throws ProtobufError.
   */
  *fields(message?: Field): Generator<Field> {
    if (message !== undefined && message.wire !== LENGTH_DELIMITED) return;
    let at = message?.start ?? 0;
    const end = message?.end ?? this.size;
    // A message that goes beyond the one around it is not cut off: some length is wrong.
    const beyond = message ? 'malformed' : 'truncated';
    while (at < end) {
      const field = this.#field(at, end, beyond);
      yield field;
      at = field.end;
    }
  }

  #field(tag: number, end: number, beyond: ProtobufFault): Field {
    if (++this.#fields > MAX_FIELDS)
      throw new ProtobufError('too-complex', tag, `more than ${MAX_FIELDS} fields`);
    const key = this.#varint(tag, end, beyond);
    const prefix = this.#next;
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (number < 1 || number > MAX_FIELD_NUMBER)
      throw new ProtobufError('malformed', tag, `no field has the number ${number}`);
    const length =
      wire === LENGTH_DELIMITED ? this.#varint(prefix, end, beyond) : this.#width(wire, prefix, end, beyond);
    if (length === undefined) throw new ProtobufError('malformed', tag, `no such wire type: ${wire}`);
    const start = wire === LENGTH_DELIMITED ? this.#next : prefix;
    if (length > end - start)
      throw new ProtobufError(beyond, tag, `field ${number} claims ${length} bytes, ${end - start} are left`);
    return { number, wire, tag, prefix, start, end: start + length };
  }

  /** How many bytes a value without a length takes; undefined where there is no such wire type. */
  #width(wire: number, at: number, end: number, beyond: ProtobufFault): number | undefined {
    if (wire === FIXED32) return 4;
    if (wire === FIXED64) return 8;
    if (wire !== VARINT) return undefined;
    this.#varint(at, end, beyond);
    return this.#next - at;
  }

  /** The value, exact up to 2^53; leaves the offset behind it in #next. */
  #varint(at: number, end: number, beyond: ProtobufFault): number {
    let value = 0;
    let unit = 1;
    for (let i = at; i < at + 10; i++) {
      if (i >= end) throw new ProtobufError(beyond, at, 'a number is cut off');
      const byte = this.#window.byte(i);
      value += (byte & 0x7f) * unit;
      unit *= 128;
      if (byte < 0x80) {
        this.#next = i + 1;
        return value;
      }
    }
    throw new ProtobufError('malformed', at, 'a number has more than 10 bytes');
  }

  /** The integers of a field: one, or all of a packed one, as signed 64-bit. */
  *integers(field: Field): Generator<bigint> {
    if (field.wire !== VARINT && field.wire !== LENGTH_DELIMITED) return;
    let at = field.start;
    while (at < field.end) {
      this.#varint(at, field.end, 'malformed');
      const next = this.#next;
      let value = 0n;
      for (let i = next - 1; i >= at; i--) value = (value << 7n) | BigInt(this.#window.byte(i) & 0x7f);
      yield BigInt.asIntN(64, value);
      at = next;
    }
  }

  /** An integer as a number (beyond 2^53 the nearest one), 0 where the field holds none. */
  integer(field: Field): number {
    return field.wire === VARINT ? Number(this.integers(field).next().value) : 0;
  }

  /** A field's bytes, of a longer value the first `limit`. */
  bytes(field: Field, limit = Infinity): Buffer {
    const length = Math.min(field.end - field.start, limit);
    this.retain(length);
    return this.#window.bytes(field.start, length);
  }

  /** A field's text, of a longer one the first `limit` bytes. What is not UTF-8 becomes U+FFFD. */
  text(field: Field, limit = MAX_TEXT): string {
    if (field.wire !== LENGTH_DELIMITED) return '';
    const length = Math.min(field.end - field.start, limit);
    const text = this.#window.text(field.start, length);
    this.retain(sizeOf(text, length));
    return text;
  }

  /**
   * A field's text where it is a name, whole: different bytes give different names, though they may not be UTF-8.
   * Throws ProtobufError for one of more than a megabyte.
   */
  name(field: Field): string {
    if (field.wire !== LENGTH_DELIMITED || field.start === field.end) return '';
    const length = field.end - field.start;
    if (length > MAX_NAME) throw new ProtobufError('too-complex', field.tag, `a name of ${length} bytes`);
    const text = this.#window.text(field.start, length);
    return this.#names.name(text, sizeOf(text, length), () => this.#window.bytes(field.start, length));
  }

  /** Counts what the caller keeps in memory, in bytes by estimate. Throws ProtobufError where it becomes too much. */
  retain(bytes: number): void {
    this.#retained += bytes;
    if (this.#retained > MAX_RETAINED) {
      throw new ProtobufError(
        'too-complex',
        this.#next,
        `more than ${MAX_RETAINED} bytes besides the weights`,
      );
    }
  }
}

/** Bytes that V8 needs for a text: one a character where all of them are in Latin-1, else two. */
function sizeOf(text: string, utf8Length: number): number {
  return STRING + (text.length === utf8Length ? text.length : 2 * text.length);
}
