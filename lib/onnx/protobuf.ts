import { closeSync, openSync, fstatSync, readSync } from 'node:fs';
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

/** `truncated`: a value goes on beyond the end of the file. `too-complex`: more than is read into memory. */
export type ProtobufFault = 'truncated' | 'malformed' | 'too-complex';

export class ProtobufError extends Error {
  readonly fault: ProtobufFault;
  readonly offset: number;

  constructor(fault: ProtobufFault, offset: number, message: string) {
    super(`${message} (at byte ${offset})`);
    this.fault = fault;
    this.offset = offset;
  }
}

// One read of the disk. A jump over weights costs one window, so it is small.
const WINDOW = 32 * 1024;
// https://protobuf.dev/programming-guides/proto2/#assigning
const MAX_FIELD_NUMBER = 2 ** 29 - 1;
// More fields than any model has outside of its weights, and few enough to be read in seconds.
const MAX_FIELDS = 20_000_000;
// What a model may keep in memory, by estimate. A model of 100,000 nodes takes about 60 MB.
const MAX_RETAINED = 128 * 2 ** 20;

/**
 * Reads protobuf from a file by positioned reads through one small window: a value that nobody asks for is skipped
 * by its length, so gigabytes of weights are never read. A length is checked against what contains it before it is
 * used, so what a length claims is never allocated.
 */
export class ProtobufFile {
  readonly size: number;
  readonly #descriptor: number;
  readonly #window = Buffer.allocUnsafe(WINDOW);
  #from = 0;
  #to = 0;
  #fields = 0;
  #retained = 0;

  /** Throws the operating system's error where the file cannot be opened. */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
    this.size = fstatSync(this.#descriptor).size;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** The fields of a message, in their order. Without an argument: of the file. Throws ProtobufError. */
  *fields(message?: Field): Generator<Field> {
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
    const [key, prefix] = this.#varint(tag, end, beyond);
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (number < 1 || number > MAX_FIELD_NUMBER)
      throw new ProtobufError('malformed', tag, `no field has the number ${number}`);
    if (wire === VARINT) {
      return { number, wire, tag, prefix, start: prefix, end: this.#varint(prefix, end, beyond)[1] };
    }
    const [length, start] =
      wire === LENGTH_DELIMITED
        ? this.#varint(prefix, end, beyond)
        : wire === FIXED64
          ? [8, prefix]
          : wire === FIXED32
            ? [4, prefix]
            : [undefined, prefix];
    if (length === undefined) throw new ProtobufError('malformed', tag, `no such wire type: ${wire}`);
    if (length > end - start)
      throw new ProtobufError(beyond, tag, `field ${number} claims ${length} bytes, ${end - start} are left`);
    return { number, wire, tag, prefix, start, end: start + length };
  }

  /** The value, exact up to 2^53, and the offset behind it. */
  #varint(at: number, end: number, beyond: ProtobufFault): [value: number, next: number] {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      if (at + i >= end) throw new ProtobufError(beyond, at, 'a number is cut off');
      const byte = this.#byte(at + i);
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return [value, at + i + 1];
    }
    throw new ProtobufError('malformed', at, 'a number has more than 10 bytes');
  }

  #byte(at: number): number {
    if (at < this.#from || at >= this.#to) {
      this.#from = at;
      this.#to = at + readSync(this.#descriptor, this.#window, 0, WINDOW, at);
      if (this.#to === at)
        throw new ProtobufError('truncated', at, 'the file became shorter while it was read');
    }
    return this.#window[at - this.#from]!;
  }

  /** The integers of a field: one, or all of a packed one, as signed 64-bit. */
  *integers(field: Field): Generator<bigint> {
    if (field.wire !== VARINT && field.wire !== LENGTH_DELIMITED) return;
    let at = field.start;
    while (at < field.end) {
      const [, next] = this.#varint(at, field.end, 'malformed');
      let value = 0n;
      for (let i = next - 1; i >= at; i--) value = (value << 7n) | BigInt(this.#byte(i) & 0x7f);
      yield BigInt.asIntN(64, value);
      at = next;
    }
  }

  /** An integer as a number (beyond 2^53 the nearest one), 0 where the field holds none. */
  integer(field: Field): number {
    return field.wire === VARINT ? Number(this.integers(field).next().value) : 0;
  }

  /** A field's bytes, of a longer value the first `limit`. */
  bytes(field: Field, limit = 64 * 1024): Buffer {
    const length = Math.min(field.end - field.start, limit);
    this.retain(length + 32);
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length;) {
      this.#byte(field.start + done);
      const from = field.start + done - this.#from;
      done += this.#window.copy(bytes, done, from, this.#to - this.#from);
    }
    return bytes;
  }

  /** A field's text, of a longer one the first `limit` bytes. What is not UTF-8 becomes U+FFFD. */
  text(field: Field, limit?: number): string {
    if (field.wire !== LENGTH_DELIMITED) return '';
    return this.bytes(field, limit).toString('utf8');
  }

  /** Counts what the caller keeps in memory, in bytes by estimate. Throws ProtobufError where it becomes too much. */
  retain(bytes: number): void {
    this.#retained += bytes;
    if (this.#retained > MAX_RETAINED) {
      throw new ProtobufError(
        'too-complex',
        this.#from,
        `more than ${MAX_RETAINED} bytes besides the weights`,
      );
    }
  }
}
