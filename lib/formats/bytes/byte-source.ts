import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { FormatError } from './format-error.ts';

/** Bytes that lie somewhere: in a file, in a part of one, in memory. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /** So many bytes from `at` on. Throws FormatError where they are not all there, or are more than is read at once. */
  read(at: number, length: number): Buffer;
}

// A file whose memory is bounded to 200 MB may ask for this much at once, and not twice.
const MOST_AT_ONCE = 64 * 2 ** 20;

function check(at: number, length: number, size: number): void {
  if (!Number.isSafeInteger(at) || !Number.isSafeInteger(length) || at < 0 || length < 0)
    throw new FormatError('malformed', `it points at byte ${at}`);
  if (at + length > size)
    throw new FormatError('truncated', `it ends after ${size} bytes, and goes on to byte ${at + length}`);
  if (length > MOST_AT_ONCE)
    throw new FormatError('too-large', `a piece of ${length} bytes is more than is read (${MOST_AT_ONCE})`);
}

/** A file of any size, read by positioned reads. */
export class FileBytes implements ByteSource {
  readonly size: number;
  readonly #descriptor: number;

  /** Throws the operating system's error where it cannot be opened. */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
    this.size = fstatSync(this.#descriptor).size;
  }

  read(at: number, length: number): Buffer {
    check(at, length, this.size);
    const bytes = Buffer.alloc(length);
    const read = readSync(this.#descriptor, bytes, 0, length, at);
    if (read < length) throw new FormatError('truncated', `it ends after ${at + read} bytes`);
    return bytes;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Opens a file for as long as `use` takes. */
export async function withFile<T>(path: string, use: (bytes: FileBytes) => T | Promise<T>): Promise<T> {
  const bytes = new FileBytes(path);
  try {
    return await use(bytes);
  } finally {
    bytes.close();
  }
}

export class BufferBytes implements ByteSource {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  read(at: number, length: number): Buffer {
    check(at, length, this.size);
    return this.#bytes.subarray(at, at + length);
  }
}

/** A part of another source, as if it stood alone. */
export class PartOfBytes implements ByteSource {
  readonly size: number;
  readonly #whole: ByteSource;
  readonly #start: number;

  /** Throws FormatError where the whole has no such part. */
  constructor(whole: ByteSource, start: number, size: number) {
    if (!Number.isSafeInteger(start) || start < 0 || size < 0 || start + size > whole.size)
      throw new FormatError('truncated', `it ends after ${whole.size} bytes`);
    this.#whole = whole;
    this.#start = start;
    this.size = size;
  }

  read(at: number, length: number): Buffer {
    check(at, length, this.size);
    return this.#whole.read(this.#start + at, length);
  }
}
