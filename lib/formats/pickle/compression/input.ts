import { closeSync, openSync, readSync } from 'node:fs';
import { FormatError } from '../../bytes/format-error.ts';

const CHUNK = 64 * 1024;

/** Where a decoder takes its bytes from. */
export type Bytes = Pick<Input, 'byte' | 'take'>;

/** The bytes of a compressed file, one behind another. */
export class Input {
  readonly #descriptor: number;
  #buffer = Buffer.alloc(0);
  #at = 0;

  /** Throws the operating system's error where the file cannot be opened. */
  constructor(file: string) {
    this.#descriptor = openSync(file, 'r');
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** Whether there is another byte. */
  get goesOn(): boolean {
    return this.#at < this.#buffer.length || this.#fill();
  }

  /** Throws FormatError where there is none any more. */
  byte(): number {
    if (this.#at >= this.#buffer.length && !this.#fill())
      throw new FormatError('truncated', 'its compressed data ends in the middle');
    return this.#buffer[this.#at++]!;
  }

  /** A copy of so many bytes. */
  take(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length;) {
      bytes[done++] = this.byte();
      const copied = this.#buffer.copy(bytes, done, this.#at);
      this.#at += copied;
      done += copied;
    }
    return bytes;
  }

  #fill(): boolean {
    const buffer = Buffer.allocUnsafe(CHUNK);
    this.#buffer = buffer.subarray(0, readSync(this.#descriptor, buffer, 0, CHUNK, null));
    this.#at = 0;
    return this.#buffer.length > 0;
  }
}

export function damaged(): FormatError {
  return new FormatError('malformed', 'its compressed data is damaged');
}
