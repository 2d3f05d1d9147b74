import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Field } from './protobuf.ts';
import { varint } from './wire.ts';

/** Bytes `start` to `end` (exclusive) of a file are replaced by `bytes`; an insertion has start = end. */
export interface Edit {
  start: number;
  end: number;
  bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** The edit that takes a field out of its message. */
export function removal({ tag, end }: Field): Edit {
  return { start: tag, end, bytes: NOTHING };
}

/**
 * The edits, with those that adjust the length prefixes of the messages around them, in the order of the file.
 * @param messages  every length-delimited field that an edit lies in, from the outermost to the innermost
 */
export function withLengths(edits: Edit[], messages: Field[]): Edit[] {
  const all = [...edits];
  // From the innermost: a prefix may itself become longer.
  for (const { prefix, start, end } of [...messages].sort((a, b) => a.end - a.start - (b.end - b.start))) {
    const within = all.filter((edit) => edit.start >= start && edit.end <= end);
    if (within.length === 0) continue;
    const growth = within.reduce((sum, edit) => sum + edit.bytes.length - (edit.end - edit.start), 0);
    all.push({ start: prefix, end: start, bytes: varint(end - start + growth) });
  }
  return all.sort((a, b) => a.start - b.start || a.end - b.end);
}

/**
 * Writes `source` with the edits (in the order of the file, not overlapping) to `target`. What lies between them is
 * streamed from file to file as it is.
 * @param size  of the source in bytes
 */
export async function spliceFile(source: string, target: string, size: number, edits: Edit[]): Promise<void> {
  await pipeline(pieces(source, size, edits), createWriteStream(target));
}

async function* pieces(source: string, size: number, edits: Edit[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (const { start, end, bytes } of edits) {
    yield* range(source, at, start);
    yield bytes;
    at = end;
  }
  yield* range(source, at, size);
}

async function* range(source: string, start: number, end: number): AsyncGenerator<Buffer> {
  if (start === end) return;
  // `end` of a read stream is inclusive.
  yield* createReadStream(source, { start, end: end - 1, highWaterMark: 2 ** 20 });
}
