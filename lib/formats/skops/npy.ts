import type { ZipArchive, ZipMember } from '../bytes/zip.ts';
import { Bytes, type Value } from '../pickle/value.ts';
import { array } from './skops.ts';

// Names, classes and categories are small; the numbers that were learned are not looked at.
const READ_AT_MOST = 2 ** 20;
const HEADER = /'descr':\s*'([<>|=]?)([a-zA-Z?]\d*)'.*'shape':\s*\(([\d, ]*)\)/s;

/** An array in NumPy's own form (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html); null for a large or an odd one. */
export function readNpy(archive: ZipArchive, member: ZipMember): Value {
  if (member.size > READ_AT_MOST) return null;
  const source = archive.open(member, READ_AT_MOST);
  const bytes = source.read(0, source.size);
  if (bytes.length < 12) return null;
  const isLong = bytes[6] !== 1;
  const start = isLong ? 12 : 10;
  const length = isLong ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  const [, order, dtype, shape] = HEADER.exec(bytes.toString('latin1', start, start + length)) ?? [];
  if (dtype === undefined || shape === undefined) return null;
  const content = bytes.subarray(start + length);
  const sizes = shape
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  return array(
    sizes,
    dtype,
    new Bytes(content.length, content.toString('latin1')),
    order === '' ? '=' : order,
  );
}
