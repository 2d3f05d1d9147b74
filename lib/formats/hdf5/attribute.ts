import type { ByteReader } from '../bytes/byte-reader.ts';
import { FormatError } from '../bytes/format-error.ts';

const STRING = 3;
const VARIABLE_LENGTH = 9;
const MAX_TEXT = 16 * 2 ** 20;
const MAX_HEAP_OBJECTS = 65_536;

/**
 * An attribute message: its name, and its text where it is one; HDF5's format specification, IV.A.2.m. `width` is
 * the size of addresses.
 */
export function attributeAt(reader: ByteReader, at: number, width: number): { name: string; text?: string } {
  const version = reader.u8(at);
  const [nameSize, typeSize, spaceSize] = [2, 4, 6].map((offset) => reader.u16(at + offset));
  // The first version pads each part to eight bytes.
  const padded = (size: number): number => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const nameAt = at + (version === 3 ? 9 : 8);
  const typeAt = nameAt + padded(nameSize!);
  const valueAt = typeAt + padded(typeSize!) + padded(spaceSize!);
  const name = reader.text(nameAt, nameSize!).replace(/\0.*$/s, '');
  const text = valueOf(reader, typeAt, valueAt, width);
  return text === undefined ? { name } : { name, text };
}

function valueOf(reader: ByteReader, typeAt: number, valueAt: number, width: number): string | undefined {
  const kind = reader.u8(typeAt) & 0x0f;
  if (kind === STRING) {
    const size = reader.u32(typeAt + 4);
    if (size > MAX_TEXT) throw new FormatError('too-large', `a text of ${size} bytes`);
    return reader.text(valueAt, size).replace(/\0+$/, '');
  }
  if (kind !== VARIABLE_LENGTH) return undefined;
  const length = reader.u32(valueAt);
  const heap = reader.unsigned(valueAt + 4, width);
  return length === 0 ? '' : heapText(reader, heap, reader.u32(valueAt + 4 + width), length, width);
}

/** An object of a global heap (III.E): a collection of objects, each with a number. */
function heapText(reader: ByteReader, heap: number, index: number, length: number, width: number): string {
  if (reader.text(heap, 4) !== 'GCOL') throw new FormatError('malformed', `no heap begins at byte ${heap}`);
  if (length > MAX_TEXT) throw new FormatError('too-large', `a text of ${length} bytes`);
  const end = heap + reader.unsigned(heap + 8, width);
  let at = heap + 8 + width;
  for (let i = 0; i < MAX_HEAP_OBJECTS && at + 8 + width <= end; i++) {
    const size = reader.unsigned(at + 8, width);
    if (reader.u16(at) === index) return reader.text(at + 8 + width, Math.min(length, size));
    if (reader.u16(at) === 0) break;
    at += 8 + width + Math.ceil(size / 8) * 8;
  }
  throw new FormatError('malformed', 'a text is missing');
}
