import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Reading } from '../source.ts';
import { isArrayWrapper } from './arrays/numpy.ts';
import { ByteReader } from './byte-reader.ts';
import { fileChunks } from './chunks.ts';
import { type Compression, compressionOf, expanded } from './compression/compression.ts';
import { runsPrograms } from './judge.ts';
import type { Names } from './names.ts';
import { recognise, type Recognised } from './reading-of.ts';

/**
 * What a pickle or joblib file says of the model in it. Nothing of it is run: its opcodes are interpreted, and what
 * they would call is only noted. Arrays are stepped over, so that a file of gigabytes takes no longer than its objects.
 *
 * Throws the operating system's error where the file cannot be read.
 */
export async function readPickle(file: string): Promise<Reading> {
  return (await recognised(file)).reading;
}

/** As `readPickle`; undefined for what is no pickle: protocols 0 and 1 look like text, and any may be compressed. */
export async function readIfPickle(file: string): Promise<Reading | undefined> {
  const { reading, isPickle } = await recognised(file);
  return isPickle ? reading : undefined;
}

async function recognised(file: string): Promise<Recognised> {
  const asJoblib = await recognisedAs(file, true);
  const { calls, unknownCalls } = asJoblib.reading.source;
  if (!calls.some(isArrayWrapper)) return asJoblib;
  // pickle.load knows nothing of joblib's arrays: it takes their bytes for opcodes.
  const plain = await recognisedAs(file, false);
  // By chance numbers name something as well, but nothing that runs programs.
  const isHidden = (name: string): boolean => runsPrograms(name) && !unknownCalls.includes(name);
  return plain.reading.source.unknownCalls.some(isHidden) ? plain : asJoblib;
}

async function recognisedAs(file: string, isJoblib: boolean): Promise<Recognised> {
  const { head, bytes } = beginningOf(file);
  const compression = compressionOf(head);
  const reader = new ByteReader(compression ? expanded(file, compression, bytes) : fileChunks(file));
  try {
    return await recognise(reader, (names) => formatOf(file, compression, names), { isJoblib });
  } finally {
    reader.close();
  }
}

function formatOf(file: string, compression: Compression | undefined, names: Names): string {
  const isJoblib =
    names.names.some(({ module }) => /(^|\.)joblib\.numpy_pickle(_compat)?$/.test(module)) ||
    /\.joblib(\.|$)/i.test(file) ||
    (compression !== undefined && compression !== 'gzip');
  return isJoblib ? 'joblib' : 'pickle';
}

const HEAD = 4096;

function beginningOf(file: string): { head: Buffer; bytes: number } {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(HEAD);
    const head = buffer.subarray(0, readSync(descriptor, buffer, 0, HEAD, 0));
    return { head, bytes: fstatSync(descriptor).size };
  } finally {
    closeSync(descriptor);
  }
}
