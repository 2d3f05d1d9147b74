import { constants, inflateRawSync } from 'node:zlib';
import { ByteReader } from './byte-reader.ts';
import { BufferBytes, type ByteSource, PartOfBytes } from './byte-source.ts';
import { FormatError } from './format-error.ts';

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.3.7, 4.3.12, 4.3.14 to 4.3.16
const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;
const END_SIZE = 22;
const MAX_COMMENT = 0xffff;
const MAX_LIST = 32 * 2 ** 20;
const FULL_16 = 0xffff;
const FULL_32 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/** A file in an archive. */
export interface ZipMember {
  name: string;
  /** As the archive claims, unpacked. */
  size: number;
  packed: number;
  method: number;
  flags: number;
  /** Where its local header begins. */
  at: number;
}

/** What lies in a ZIP archive. Nothing is unpacked before it is asked for, and never more than is allowed. */
export class ZipArchive {
  readonly members: ZipMember[];
  readonly #reader: ByteReader;

  /** Throws FormatError where the list of members is damaged, missing, or names one of them twice. */
  constructor(source: ByteSource) {
    this.#reader = new ByteReader(source);
    this.members = membersIn(directory(this.#reader));
    const seen = new Set<string>();
    for (const { name } of this.members) {
      // PyTorch finds members by their names in any case.
      const key = name.toLowerCase();
      if (seen.has(key)) throw new FormatError('unsafe', `the archive holds ${name} twice`);
      seen.add(key);
    }
  }

  /** The one member whose whole name fits. */
  find(name: RegExp): ZipMember | undefined {
    return this.members.find((member) => name.test(member.name));
  }

  /** A member's content, unpacked where it is packed. Throws FormatError, also beyond `most` bytes. */
  open(member: ZipMember, most: number): ByteSource {
    const start = this.#content(member);
    const packed = new PartOfBytes(this.#reader.source, start, member.packed);
    if (member.method === STORED) return packed;
    if (member.method !== DEFLATED)
      throw new FormatError('malformed', `${member.name} is packed by a method that is not read`);
    if (member.size > most || packed.size > most) throw tooLarge(member, most);
    try {
      return new BufferBytes(
        inflateRawSync(packed.read(0, packed.size), {
          maxOutputLength: Math.max(1, most),
          finishFlush: constants.Z_SYNC_FLUSH,
        }),
      );
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(member, most);
      throw new FormatError('malformed', `${member.name} cannot be unpacked`);
    }
  }

  /** A small member as text. */
  text(member: ZipMember, most = 2 ** 20): string {
    const source = this.open(member, most);
    if (source.size > most) throw tooLarge(member, most);
    return source.read(0, source.size).toString('utf8');
  }

  #content({ name, at, flags }: ZipMember): number {
    if (flags & ENCRYPTED) throw new FormatError('malformed', `${name} is encrypted`);
    if (this.#reader.u32(at) !== LOCAL)
      throw new FormatError('malformed', `${name} is not where it is listed`);
    const length = this.#reader.u16(at + 26);
    // Readers that walk through the archive would see another name than those that use its list.
    if (this.#reader.text(at + 30, length) !== name)
      throw new FormatError('unsafe', `${name} has another name in the list than before its content`);
    return at + 30 + length + this.#reader.u16(at + 28);
  }
}

function tooLarge({ name }: ZipMember, most: number): FormatError {
  return new FormatError('too-large', `${name} is larger than is read (more than ${most} bytes)`);
}

function directory(reader: ByteReader): Buffer {
  const from = Math.max(0, reader.size - END_SIZE - MAX_COMMENT);
  const tail = reader.bytes(from, reader.size - from);
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END) continue;
    let length = tail.readUInt32LE(at + 12);
    let start = tail.readUInt32LE(at + 16);
    const locator = from + at - 20;
    const isBig = start === FULL_32 || length === FULL_32 || tail.readUInt16LE(at + 10) === FULL_16;
    if (isBig && locator >= 0 && reader.u32(locator) === END_64_LOCATOR) {
      const end = reader.u64(locator + 8);
      if (reader.u32(end) !== END_64) throw new FormatError('malformed', 'the list of members is damaged');
      length = reader.u64(end + 40);
      start = reader.u64(end + 48);
    }
    if (length > MAX_LIST) throw new FormatError('too-large', `a list of members of ${length} bytes`);
    return reader.bytes(start, length);
  }
  throw new FormatError('truncated', 'the list of members at its end is missing');
}

function membersIn(list: Buffer): ZipMember[] {
  const members: ZipMember[] = [];
  for (let at = 0; at + 46 <= list.length && list.readUInt32LE(at) === ENTRY;) {
    const name = list.readUInt16LE(at + 28);
    const extra = at + 46 + name;
    const extraLength = list.readUInt16LE(at + 30);
    members.push({
      name: list.toString('utf8', at + 46, extra),
      flags: list.readUInt16LE(at + 8),
      method: list.readUInt16LE(at + 10),
      ...sizes(list, at, list.subarray(extra, extra + extraLength)),
    });
    at = extra + extraLength + list.readUInt16LE(at + 32);
  }
  return members;
}

/** Sizes and place; those that do not fit into 32 bits stand in the extra field 1, in this order. */
function sizes(list: Buffer, at: number, extra: Buffer): Pick<ZipMember, 'size' | 'packed' | 'at'> {
  const values = [list.readUInt32LE(at + 24), list.readUInt32LE(at + 20), list.readUInt32LE(at + 42)];
  const wide = zip64(extra);
  const [size, packed, place] = values.map((value) => {
    if (value !== FULL_32 || wide.length === 0) return value;
    return wide.shift()!;
  });
  return { size: size!, packed: packed!, at: place! };
}

function zip64(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    const end = Math.min(at + 4 + length, extra.length);
    if (extra.readUInt16LE(at) === 1) {
      const numbers: number[] = [];
      for (let i = at + 4; i + 8 <= end; i += 8) numbers.push(Number(extra.readBigUInt64LE(i)));
      return numbers;
    }
    at += 4 + length;
  }
  return [];
}
