import type { ByteReader } from '../bytes/byte-reader.ts';
import { FormatError } from '../bytes/format-error.ts';

/** A name in a group: of an object in the same file, or of one in another file. */
export type Link = { name: string } & ({ address: number } | { outside: string } | { soft: string });

const HARD = 0;
const SOFT = 1;
const EXTERNAL = 64;
const MAX_NODES = 100_000;
const SOFT_ENTRY = 2;

/** A link message; HDF5's format specification, IV.A.2.g. */
export function linkAt(reader: ByteReader, at: number, width: number): Link {
  const flags = reader.u8(at + 1);
  let next = at + 2;
  const kind = flags & 8 ? reader.u8(next++) : HARD;
  if (flags & 4) next += 8;
  if (flags & 0x10) next++;
  const nameWidth = 1 << (flags & 3);
  const length = reader.unsigned(next, nameWidth);
  next += nameWidth;
  const name = reader.text(next, length);
  next += length;
  if (kind === HARD) return { name, address: reader.unsigned(next, width) };
  const value = reader.text(next + 2, reader.u16(next));
  if (kind === SOFT) return { name, soft: value };
  // An external link: a byte of flags, the file's name, then the path in it.
  if (kind === EXTERNAL) return { name, outside: value.slice(1).split('\0')[0]! };
  return { name, outside: `a link of kind ${kind}` };
}

/** The links of a group in the old form: a B-tree of symbol tables, the names in a local heap (III.A, III.B, III.C). */
export function* symbolTable(reader: ByteReader, at: number, width: number): Generator<Link> {
  const heap = reader.unsigned(at + width, width);
  if (reader.text(heap, 4) !== 'HEAP') throw new FormatError('malformed', `no names at byte ${heap}`);
  const names = reader.unsigned(heap + 8 + 2 * width, width);
  const nodes = [reader.unsigned(at, width)];
  const seen = new Set<number>();
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (seen.has(node)) throw new FormatError('malformed', 'a tree of names leads back into itself');
    seen.add(node);
    if (seen.size > MAX_NODES) throw new FormatError('too-large', 'a group of too many names');
    const signature = reader.text(node, 4);
    if (signature === 'TREE') nodes.push(...children(reader, node, width));
    else if (signature === 'SNOD') yield* symbols(reader, node, names, width);
    else throw new FormatError('malformed', `no names at byte ${node}`);
  }
}

function children(reader: ByteReader, node: number, width: number): number[] {
  const first = node + 8 + 3 * width;
  return Array.from({ length: reader.u16(node + 6) }, (_, i) =>
    reader.unsigned(first + 2 * i * width, width),
  );
}

function* symbols(reader: ByteReader, node: number, names: number, width: number): Generator<Link> {
  const count = reader.u16(node + 6);
  for (let i = 0; i < count; i++) {
    const entry = node + 8 + i * (2 * width + 24);
    const name = reader.textToZero(names + reader.unsigned(entry, width));
    if (reader.u32(entry + 2 * width) === SOFT_ENTRY) {
      const soft = reader.textToZero(names + reader.u32(entry + 2 * width + 8));
      yield { name, soft };
    } else yield { name, address: reader.unsigned(entry + width, width) };
  }
}
