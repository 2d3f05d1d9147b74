import { ByteReader } from '../bytes/byte-reader.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { FormatError } from '../bytes/format-error.ts';
import { attributeAt } from './attribute.ts';
import { type Link, linkAt, symbolTable } from './links.ts';
import { type Message, messagesAt } from './object-header.ts';

/** What an HDF5 file says of itself, without its data. */
export interface Hdf5 {
  /** The root's attributes that are texts. */
  attributes: Map<string, string>;
  /** The paths of groups and datasets. */
  names: string[];
  /** Each place that refers to another file, with that file's name: external links, external and virtual data. */
  outside: string[];
  /** Whether some groups are stored in a form (dense) that is not looked into. */
  isPartly: boolean;
}

const SIGNATURE = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);
const MAX_OBJECTS = 20_000;
const [LINK_INFO, LINK, EXTERNAL_FILES, LAYOUT, ATTRIBUTE, SYMBOL_TABLE] = [2, 6, 7, 8, 0x0c, 0x11];
const VIRTUAL = 3;

export function isHdf5(head: Buffer): boolean {
  return head.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

/**
 * Looks through an HDF5 file: https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html. No data is read,
 * no link is followed out of the file. Throws FormatError.
 */
export function readHdf5(source: ByteSource): Hdf5 {
  const reader = new ByteReader(source);
  const { root, width } = superblock(reader);
  const found: Hdf5 = { attributes: new Map(), names: [], outside: [], isPartly: false };
  const groups = [{ path: '', address: root }];
  const seen = new Set<number>();
  for (let group = groups.pop(); group !== undefined; group = groups.pop()) {
    if (seen.has(group.address)) continue;
    seen.add(group.address);
    if (seen.size > MAX_OBJECTS) throw new FormatError('too-large', 'it has more objects than are read');
    for (const link of lookInto(reader, group.path, messagesAt(reader, group.address, width), width, found)) {
      const path = `${group.path}/${link.name}`;
      found.names.push(path);
      if ('outside' in link) found.outside.push(`${path} (${link.outside})`);
      if ('address' in link) groups.push({ path, address: link.address });
    }
  }
  return found;
}

/** Where the root group's header lies, and how wide addresses are (II.A). */
function superblock(reader: ByteReader): { root: number; width: number } {
  if (!isHdf5(reader.bytes(0, 8))) throw new FormatError('malformed', 'it is no HDF5 file');
  const version = reader.u8(8);
  const isOld = version < 2;
  const width = reader.u8(isOld ? 13 : 9);
  if (version > 3 || ![2, 4, 8].includes(width) || reader.u8(isOld ? 14 : 10) !== width)
    throw new FormatError('malformed', `a superblock of version ${version}`);
  // Four addresses, then the root: in the old form the second of a symbol table's entry.
  const addresses = isOld ? 24 + (version === 1 ? 4 : 0) : 12;
  const end = reader.unsigned(addresses + 2 * width, width);
  if (end > reader.size) throw new FormatError('truncated', `it ends after ${reader.size} bytes, of ${end}`);
  return { root: reader.unsigned(addresses + (isOld ? 5 : 3) * width, width), width };
}

function* lookInto(
  reader: ByteReader,
  path: string,
  messages: Message[],
  width: number,
  found: Hdf5,
): Generator<Link> {
  for (const { type, at } of messages) {
    if (type === ATTRIBUTE && path === '') {
      const { name, text } = attributeAt(reader, at, width);
      if (text !== undefined) found.attributes.set(name, text);
    }
    if (type === SYMBOL_TABLE) yield* symbolTable(reader, at, width);
    if (type === LINK) yield linkAt(reader, at, width);
    if (type === LINK_INFO) found.isPartly ||= isDense(reader, at, width);
    if (type === EXTERNAL_FILES) found.outside.push(`${path} (external data)`);
    if (type === LAYOUT && reader.u8(at) >= 3 && reader.u8(at + 1) === VIRTUAL)
      found.outside.push(`${path} (virtual data)`);
  }
}

/** Whether a group keeps its links in a heap: where that lies is all ones otherwise (IV.A.2.c). */
function isDense(reader: ByteReader, at: number, width: number): boolean {
  const heap = at + 2 + (reader.u8(at + 1) & 1 ? 8 : 0);
  return reader.bytes(heap, width).some((byte) => byte !== 0xff);
}
