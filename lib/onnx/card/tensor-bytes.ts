import { datatypeOf } from '../model/datatypes.ts';

/** An element as JSON has it, and as it lies in bytes: little-endian, as the binary tensor data extension has it. */
export type ByteElement = number | bigint | string | boolean;

/** How many bytes an element takes; of a text, its UTF-8 behind a length of four bytes. */
export function bytesOf(datatype: string, value: ByteElement): number {
  return datatypeOf(datatype).bits / 8 || 4 + Buffer.byteLength(String(value));
}

/** Elements as bytes. They are elements of the datatype: whoever gives them has checked that. */
export function toBytes(datatype: string, elements: readonly ByteElement[]): Buffer {
  const { layout } = datatypeOf(datatype);
  const size = elements.reduce<number>((sum, value) => sum + bytesOf(datatype, value), 0);
  const target = Buffer.alloc(size);
  const view = new DataView(target.buffer, target.byteOffset, size);
  let at = 0;
  for (const value of elements) {
    if (layout) layout.codec.write(view, at, value);
    else {
      target.writeUInt32LE(Buffer.byteLength(String(value)), at);
      target.write(String(value), at + 4);
    }
    at += bytesOf(datatype, value);
  }
  return target;
}
