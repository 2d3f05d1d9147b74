import { FormatError } from '../bytes/format-error.ts';

/** Where bytes come from, piece by piece. */
export interface Chunks {
  /** The next piece; undefined at the end. */
  next(): Promise<Buffer | undefined>;
  /** Steps over so many bytes without reading them, where it can: how many it stepped over. */
  skip?(bytes: number): number;
  /** Throws FormatError where it is known that there are fewer bytes than so many in all. */
  check?(bytes: number): void;
  close(): void;
}

/**
 * Bytes in their order. `has` and the getters do not wait: what the buffer holds is read at once, and only a buffer
 * that has run empty is waited for.
 */
export class ByteReader {
  readonly #chunks: Chunks;
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Where the buffer begins. */
  #base = 0;

  constructor(chunks: Chunks) {
    this.#chunks = chunks;
  }

  /** How many bytes have been read. */
  get position(): number {
    return this.#base + this.#at;
  }

  has(bytes: number): boolean {
    return this.#buffer.length - this.#at >= bytes;
  }

  /** Throws FormatError where it is known already that so many bytes are not still to come. */
  expect(bytes: number): void {
    this.#chunks.check?.(this.position + bytes);
  }

  /** Waits until there are so many bytes; throws FormatError where the file ends before. */
  async need(bytes: number): Promise<void> {
    if (this.has(bytes)) return;
    this.expect(bytes);
    if (!(await this.tryNeed(bytes)))
      throw new FormatError(
        'truncated',
        `it ends after ${this.#base + this.#buffer.length} bytes, in the middle`,
      );
  }

  /** Whether there are so many bytes still to come. */
  async tryNeed(bytes: number): Promise<boolean> {
    if (this.has(bytes)) return true;
    const pieces = [this.#buffer.subarray(this.#at)];
    let length = pieces[0]!.length;
    while (length < bytes) {
      const chunk = await this.#chunks.next();
      if (chunk === undefined) break;
      pieces.push(chunk);
      length += chunk.length;
    }
    this.#base = this.position;
    this.#at = 0;
    this.#buffer = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, length);
    return length >= bytes;
  }

  byte(): number {
    return this.#buffer[this.#at++]!;
  }

  /** The bytes, valid until the next `need`. */
  take(bytes: number): Buffer {
    this.#at += bytes;
    return this.#buffer.subarray(this.#at - bytes, this.#at);
  }

  /** Up to so many of the bytes that come next, without stepping over them. */
  peek(bytes: number): Buffer {
    return this.#buffer.subarray(this.#at, this.#at + bytes);
  }

  /** Up to the next line feed, without it, and steps over both; undefined where the buffer has none. */
  line(): Buffer | undefined {
    const end = this.#buffer.indexOf(10, this.#at);
    if (end < 0) return undefined;
    const line = this.#buffer.subarray(this.#at, end);
    this.#at = end + 1;
    return line;
  }

  /** Bytes in the buffer that are not read yet. */
  get buffered(): number {
    return this.#buffer.length - this.#at;
  }

  /** Steps over so many bytes; throws FormatError where the file ends before. */
  async skip(bytes: number): Promise<void> {
    this.expect(bytes);
    let left = bytes;
    for (;;) {
      const here = Math.min(left, this.#buffer.length - this.#at);
      this.#at += here;
      left -= here;
      if (left === 0) return;
      const skipped = this.#chunks.skip?.(left) ?? 0;
      this.#base += this.#buffer.length + skipped;
      this.#at = 0;
      left -= skipped;
      this.#buffer = (await this.#chunks.next()) ?? Buffer.alloc(0);
      if (left > 0 && this.#buffer.length === 0)
        throw new FormatError('truncated', `it ends after ${this.#base} bytes, in the middle`);
    }
  }

  close(): void {
    this.#chunks.close();
  }
}
