import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { ByteSource } from '../bytes/byte-source.ts';
import type { Chunks } from './byte-reader.ts';
import { FormatError } from '../bytes/format-error.ts';

const CHUNK = 256 * 1024;

/** The pieces of a file, from `start` up to `end`, exclusive. Throws the operating system's error. */
export function fileChunks(file: string, start = 0, end = Infinity): Chunks {
  const descriptor = openSync(file, 'r');
  const size = Math.min(fstatSync(descriptor).size, end);
  let position = start;
  return {
    next() {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(CHUNK, size - position)));
      const read = buffer.length === 0 ? 0 : readSync(descriptor, buffer, 0, buffer.length, position);
      position += read;
      return Promise.resolve(read === 0 ? undefined : buffer.subarray(0, read));
    },
    skip(bytes) {
      const skipped = Math.max(0, Math.min(bytes, size - position));
      position += skipped;
      return skipped;
    },
    check(bytes) {
      if (start + bytes > size)
        throw new FormatError('truncated', `it ends after ${size} bytes, in the middle`);
    },
    close: () => closeSync(descriptor),
  };
}

/** The pieces of a part of a file or of memory. */
export function sourceChunks(source: ByteSource): Chunks {
  let position = 0;
  return {
    next() {
      const length = Math.min(CHUNK, source.size - position);
      position += length;
      return Promise.resolve(length === 0 ? undefined : source.read(position - length, length));
    },
    skip(bytes) {
      const skipped = Math.min(bytes, source.size - position);
      position += skipped;
      return skipped;
    },
    check(bytes) {
      if (bytes > source.size) throw new FormatError('truncated', `it ends after ${source.size} bytes`);
    },
    close: () => undefined,
  };
}

/** Bytes of memory, in one piece. */
export function bufferChunks(bytes: Buffer): Chunks {
  const pieces = [bytes];
  return {
    next: () => Promise.resolve(pieces.pop()),
    check(length) {
      if (length > bytes.length) throw new FormatError('truncated', `it ends after ${bytes.length} bytes`);
    },
    close: () => undefined,
  };
}

/** What a transform of node:zlib makes of a file, or of a part of it. */
export function transformedChunks(file: string, transform: Duplex, start = 0, end = Infinity): Chunks {
  const input = createReadStream(file, { start, end: end - 1, highWaterMark: CHUNK / 4 });
  input.on('error', (error) => transform.destroy(error));
  const pieces = input.pipe(transform)[Symbol.asyncIterator]();
  return {
    async next() {
      const piece = await pieces.next().catch((error: NodeJS.ErrnoException) => {
        throw decompressionError(error);
      });
      return piece.done === true ? undefined : (piece.value as Buffer);
    },
    close() {
      input.destroy();
      transform.destroy();
    },
  };
}

function decompressionError(error: NodeJS.ErrnoException): Error {
  if (error.code === 'Z_BUF_ERROR')
    return new FormatError('truncated', 'its compressed data ends in the middle');
  if (error.code?.startsWith('Z_')) return new FormatError('malformed', 'its compressed data is damaged');
  return error;
}

/** The pieces that a decoder yields. */
export function generatedChunks(pieces: Generator<Buffer, void>, close: () => void): Chunks {
  return {
    async next() {
      const { value, done } = pieces.next();
      return done === true ? undefined : value;
    },
    close,
  };
}

/** The same pieces, until they are more than so many bytes: then FormatError. */
export function boundedChunks(chunks: Chunks, most: number): Chunks {
  let total = 0;
  const check = (bytes: number): void => {
    if (bytes > most)
      throw new FormatError('too-large', `it expands to more than ${Math.floor(most / 2 ** 20)} MB`);
  };
  return {
    async next() {
      const piece = await chunks.next();
      total += piece?.length ?? 0;
      check(total);
      return piece;
    },
    check,
    close: () => chunks.close(),
  };
}
