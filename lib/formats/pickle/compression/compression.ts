import { createGunzip, createInflate } from 'node:zlib';
import type { Chunks } from '../byte-reader.ts';
import { boundedChunks, generatedChunks, transformedChunks } from '../chunks.ts';
import { mostExpanded } from '../interpreter/limits.ts';
import { bzip2 } from './bzip2.ts';
import { Input } from './input.ts';
import { lz4 } from './lz4.ts';
import { lzmaAlone, xz } from './xz.ts';

/** What joblib and people compress pickles with. */
export type Compression = 'zlib' | 'zfile' | 'gzip' | 'bz2' | 'xz' | 'lzma' | 'lz4';

// joblib before 0.10: "ZF", a length of 19 characters, of 20 where Python 2 wrote it, then a zlib stream.
// read_zfile of https://github.com/joblib/joblib/blob/main/joblib/numpy_pickle_compat.py
const ZFILE = /^ZF(?=.{19,20}x)0x[0-9a-f]{1,16}L? *x/;
const ZFILE_HEADER = 21;

/** How a file that begins so is compressed; undefined where it is not. */
export function compressionOf(head: Buffer): Compression | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.subarray(0, 3).toString('latin1') === 'BZh') return 'bz2';
  if (head.subarray(0, 6).equals(Buffer.from('fd377a585a00', 'hex'))) return 'xz';
  if (head.subarray(0, 3).equals(Buffer.from('5d0000', 'hex'))) return 'lzma';
  if (head.subarray(0, 4).equals(Buffer.from('04224d18', 'hex'))) return 'lz4';
  if (ZFILE.test(head.toString('latin1', 0, 24))) return 'zfile';
  // https://www.rfc-editor.org/rfc/rfc1950#section-2.2: method 8, and a header divisible by 31.
  if (head[0] === 0x78 && head.length > 1 && head.readUInt16BE(0) % 31 === 0) return 'zlib';
  return undefined;
}

/** What a file expands to, no more than `mostExpanded` of its size. */
export function expanded(file: string, compression: Compression, bytes: number): Chunks {
  return boundedChunks(opened(file, compression), mostExpanded(bytes));
}

function opened(file: string, compression: Compression): Chunks {
  if (compression === 'gzip') return transformedChunks(file, createGunzip());
  if (compression === 'zlib') return transformedChunks(file, createInflate());
  if (compression === 'zfile') return transformedChunks(file, createInflate(), zfileStart(file));
  const input = new Input(file);
  return generatedChunks(DECODERS[compression](input), () => input.close());
}

function zfileStart(file: string): number {
  const input = new Input(file);
  try {
    input.take(ZFILE_HEADER);
    return input.byte() === 0x20 ? ZFILE_HEADER + 1 : ZFILE_HEADER;
  } finally {
    input.close();
  }
}

const DECODERS = { bz2: bzip2, xz, lzma: lzmaAlone, lz4 };
