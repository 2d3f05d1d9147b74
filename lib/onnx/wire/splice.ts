import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
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
 * An insertion at the end of several messages lies in the innermost of them.
 * @param messages  every length-delimited field that an edit lies in; they lie in one another or apart
 */
export function withLengths(edits: Edit[], messages: Field[]): Edit[] {
  const ordered = edits.toSorted(inFileOrder);
  const all = [...ordered];
  const waiting = messages.toSorted((a, b) => b.tag - a.tag);
  // The messages around the current edit, from the outermost, with what their content grows by.
  const open: { field: Field; growth: number }[] = [];
  const closeBefore = (at: number): void => {
    while (open.length > 0 && open.at(-1)!.field.end < at) {
      const { field, growth } = open.pop()!;
      if (growth === 0) continue;
      const bytes = varint(field.end - field.start + growth);
      all.push({ start: field.prefix, end: field.start, bytes });
      // The prefix may itself become longer.
      if (open.length > 0) open.at(-1)!.growth += growth + bytes.length - (field.start - field.prefix);
    }
  };
  for (const { start, end, bytes } of ordered) {
    while (waiting.length > 0 && waiting.at(-1)!.start <= start) {
      const field = waiting.pop()!;
      closeBefore(field.end);
      open.push({ field, growth: 0 });
    }
    closeBefore(end);
    if (open.length > 0) open.at(-1)!.growth += bytes.length - (end - start);
  }
  closeBefore(Infinity);
  return all.sort(inFileOrder);
}

function inFileOrder(a: Edit, b: Edit): number {
  return a.start - b.start || a.end - b.end;
}

/** Bytes of a file from `start` to `end` (exclusive), or bytes that stand in place of others. */
type Piece = { start: number; end: number } | Buffer;

/**
 * Writes `source` with the edits (in the order of the file, not overlapping) to `target`. What lies between them goes from
 * file to file as it is, through two small buffers.
 * @param size  of the source in bytes
 * @returns the sha256 of what was written
 */
export async function spliceFile(
  source: string,
  target: string,
  size: number,
  edits: Edit[],
): Promise<string> {
  const from = await open(source, 'r');
  const to = await open(target, 'w');
  const hash = createHash('sha256');
  try {
    for (const piece of pieces(size, edits)) {
      for await (const bytes of Buffer.isBuffer(piece) ? [piece] : read(from, piece)) {
        const written = to.writeFile(bytes);
        // On this thread, while another one writes.
        hash.update(bytes);
        await written;
      }
    }
  } finally {
    await from.close();
    await to.close();
  }
  return hash.digest('hex');
}

function* pieces(size: number, edits: Edit[]): Generator<Piece> {
  let at = 0;
  for (const { start, end, bytes } of edits) {
    if (start > at) yield { start: at, end: start };
    if (bytes.length > 0) yield bytes;
    at = end;
  }
  if (size > at) yield { start: at, end: size };
}

/** Yields the bytes piece by piece; the next one is read while the caller is busy with this one. */
async function* read(
  file: FileHandle,
  { start, end }: { start: number; end: number },
): AsyncGenerator<Buffer> {
  const length = Math.min(end - start, 2 ** 20);
  let [now, ahead] = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(length)];
  const fill = (buffer: Buffer, at: number): Promise<number> =>
    file.read(buffer, 0, Math.min(length, end - at), at).then(({ bytesRead }) => bytesRead);
  for (let at = start, coming = fill(now, at); at < end; [now, ahead] = [ahead, now]) {
    const bytesRead = await coming;
    if (bytesRead === 0) throw new Error('the file became shorter while it was copied');
    at += bytesRead;
    if (at < end) coming = fill(ahead, at);
    try {
      yield now.subarray(0, bytesRead);
    } finally {
      // Also where the caller stops: the file is closed next.
      await coming;
    }
  }
}
