import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.3.12, 4.3.14 to 4.3.16
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;
const END_SIZE = 22;
const MAX_COMMENT = 0xffff;
// A list of members beyond this is cut: the first ten thousand names tell what an archive is.
const MAX_LIST = 2 ** 20;

/** The names of the members of a ZIP archive, from the list at its end; `[]` where that is damaged or missing. */
export function zipMembers(path: string): string[] {
  const descriptor = openSync(path, 'r');
  try {
    const list = centralDirectory(descriptor, fstatSync(descriptor).size);
    return list ? namesIn(list) : [];
  } finally {
    closeSync(descriptor);
  }
}

function centralDirectory(descriptor: number, size: number): Buffer | undefined {
  const tail = read(descriptor, Math.max(0, size - END_SIZE - MAX_COMMENT), END_SIZE + MAX_COMMENT);
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END) continue;
    let length = tail.readUInt32LE(at + 12);
    let start = tail.readUInt32LE(at + 16);
    const locator = at - 20;
    if (start === 0xffffffff && locator >= 0 && tail.readUInt32LE(locator) === END_64_LOCATOR) {
      const end = read(descriptor, Number(tail.readBigUInt64LE(locator + 8)), 56);
      if (end.length < 56 || end.readUInt32LE(0) !== END_64) return undefined;
      length = Number(end.readBigUInt64LE(40));
      start = Number(end.readBigUInt64LE(48));
    }
    return read(descriptor, start, Math.min(length, MAX_LIST));
  }
  return undefined;
}

function namesIn(list: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at + 46 <= list.length && list.readUInt32LE(at) === ENTRY;) {
    const name = list.readUInt16LE(at + 28);
    const others = list.readUInt16LE(at + 30) + list.readUInt16LE(at + 32);
    names.push(list.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + others;
  }
  return names;
}

/** Fewer bytes than asked for where the file ends before; none from beyond its end. */
function read(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (!Number.isSafeInteger(position)) return bytes.subarray(0, 0);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position));
}
