import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ProtobufError } from './protobuf-error.ts';

// Bytes of one read: a jump over weights costs a page, what lies in a row is read in ever larger pieces.
const LEAST_READ = 4 * 1024;
const MOST_READ = 64 * 1024;

/** A file of any size, byte by byte, by positioned reads into one small buffer. */
export class FileWindow {
  /** In bytes. */
  readonly size: number;
  readonly #descriptor: number;
  readonly #buffer = Buffer.allocUnsafe(MOST_READ);
  /** What of the file lies in the buffer: `#to` exclusive. */
  #from = 0;
  #to = 0;

  /** Throws the operating system's error where the file cannot be opened. */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
    this.size = fstatSync(this.#descriptor).size;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** Throws ProtobufError where there is none any more. */
  byte(at: number): number {
    if (at < this.#from || at >= this.#to) this.#read(at);
    return this.#buffer[at - this.#from]!;
  }

  /** A copy of so many bytes. */
  bytes(start: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length;) {
      this.byte(start + done);
      done += this.#buffer.copy(bytes, done, start + done - this.#from, this.#to - this.#from);
    }
    return bytes;
  }

  /** So many bytes as text. What is not UTF-8 becomes U+FFFD. */
  text(start: number, length: number): string {
    if (length === 0) return '';
    this.byte(start);
    const from = start - this.#from;
    return start + length <= this.#to
      ? this.#buffer.toString('utf8', from, from + length)
      : this.bytes(start, length).toString('utf8');
  }

  #read(at: number): void {
    const goesOn = at === this.#to;
    const length = goesOn ? Math.min(2 * Math.max(LEAST_READ, this.#to - this.#from), MOST_READ) : LEAST_READ;
    const read = readSync(this.#descriptor, this.#buffer, 0, length, at);
    if (read === 0) throw new ProtobufError('truncated', at, 'the file became shorter while it was read');
    this.#from = at;
    this.#to = at + read;
  }
}
