/**
 * The protobuf wire format, as bytes to write. A message is a row of fields; a field is a tag (number · 8 + wire
 * type) and a value; a length-delimited value is its length in bytes, then the bytes.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH_DELIMITED = 2;
export const FIXED32 = 5;

/** A varint: 7 bits a byte, lowest first. `value` is an integer from 0 to 2^53, or any int64 as a bigint. */
export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** A field that holds an integer, a boolean or an enum. */
export function integerField(number: number, value: number | bigint): Buffer {
  return Buffer.concat([varint(number * 8 + VARINT), varint(value)]);
}

/** A field that holds a string, bytes or a message (several buffers are its fields in a row). */
export function lengthField(number: number, ...content: (string | Buffer)[]): Buffer {
  const bytes = Buffer.concat(content.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([varint(number * 8 + LENGTH_DELIMITED), varint(bytes.length), bytes]);
}
