import type { Elements } from './datatypes.ts';
import { datatype } from './datatypes.ts';
import type { Tensor } from './tensor.ts';

/*
 * Strings on their way between threads. A typed array moves at once, while a list of a million strings is copied
 * one by one: a tenth of a second for the main thread, which has to stay quick. So many strings travel as one
 * array of bytes, each after its length, as the binary tensor data extension has them.
 */

export function packStrings(strings: readonly string[]): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.allocUnsafeSlow(strings.reduce((sum, text) => sum + 4 + Buffer.byteLength(text), 0));
  let position = 0;
  for (const text of strings) {
    const length = bytes.write(text, position + 4);
    bytes.writeUInt32LE(length, position);
    position += 4 + length;
  }
  return bytes;
}

export function unpackStrings({ buffer, byteOffset, byteLength }: ArrayBufferView): string[] {
  const bytes = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  const strings: string[] = [];
  for (let position = 0; position < byteLength;) {
    const start = position + 4;
    position = start + bytes.readUInt32LE(position);
    strings.push(bytes.toString('utf8', start, position));
  }
  return strings;
}

/** So many characters, or sixteenth parts as many strings, are copied in less time than packing takes to set up. */
const FEW = 16_384;

/** Strings as they travel best: packed where they are many or long. */
export function forTheWay(strings: string[]): Elements {
  return strings.reduce((sum, { length }) => sum + length + 16, 0) > FEW ? packStrings(strings) : strings;
}

/** Whether the tensor has strings, and they are packed. */
export function isPacked({ datatype: name, data }: Tensor): boolean {
  return datatype(name).kind === 'text' && !Array.isArray(data);
}

/** The elements of a tensor, as strings where they are strings. */
export function elementsOf(tensor: Tensor): Elements {
  return isPacked(tensor) ? unpackStrings(tensor.data as Uint8Array) : tensor.data;
}
