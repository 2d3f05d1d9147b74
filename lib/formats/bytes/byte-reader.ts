import type { ByteSource } from './byte-source.ts';
import { FormatError } from './format-error.ts';

const PAGE = 16 * 1024;

/** Little-endian numbers and texts anywhere in a source, through one page of memory. Throws FormatError beyond its end. */
export class ByteReader {
  readonly source: ByteSource;
  #page: Buffer = Buffer.alloc(0);
  #from = 0;

  constructor(source: ByteSource) {
    this.source = source;
  }

  get size(): number {
    return this.source.size;
  }

  u8(at: number): number {
    return this.#within(at, 1).readUInt8(at - this.#from);
  }

  u16(at: number): number {
    return this.#within(at, 2).readUInt16LE(at - this.#from);
  }

  u32(at: number): number {
    return this.#within(at, 4).readUInt32LE(at - this.#from);
  }

  i32(at: number): number {
    return this.#within(at, 4).readInt32LE(at - this.#from);
  }

  /** Beyond 2^53 the nearest number, which is beyond every file's end. */
  u64(at: number): number {
    return Number(this.#within(at, 8).readBigUInt64LE(at - this.#from));
  }

  /** An unsigned number of 1, 2, 4 or 8 bytes. */
  unsigned(at: number, width: number): number {
    if (width === 1) return this.u8(at);
    if (width === 2) return this.u16(at);
    if (width === 4) return this.u32(at);
    if (width === 8) return this.u64(at);
    throw new FormatError('malformed', `a number of ${width} bytes`);
  }

  bytes(at: number, length: number): Buffer {
    return this.source.read(at, length);
  }

  /** UTF-8; what is not becomes U+FFFD. */
  text(at: number, length: number): string {
    return this.bytes(at, length).toString('utf8');
  }

  /** Up to the first zero byte, at most `limit` bytes. */
  textToZero(at: number, limit = 4096): string {
    const bytes = this.bytes(at, Math.max(0, Math.min(limit, this.size - at)));
    const end = bytes.indexOf(0);
    if (end < 0) throw new FormatError('malformed', `a text without end at byte ${at}`);
    return bytes.toString('utf8', 0, end);
  }

  #within(at: number, length: number): Buffer {
    if (at < this.#from || at + length > this.#from + this.#page.length) {
      const rest = Math.max(length, Math.min(PAGE, this.size - at));
      this.#page = this.source.read(at, rest);
      this.#from = at;
    }
    return this.#page;
  }
}
