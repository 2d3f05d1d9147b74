import { FormatError } from '../../bytes/format-error.ts';
import { damaged } from './input.ts';

/** The largest that xz makes at its highest level is 64 MiB. */
const MOST_DICTIONARY = 64 * 2 ** 20;
const LEAST = 2 ** 20;

/** What was decoded, as far back as a match may reach. It grows as it is filled. */
export class Window {
  /** How many bytes were decoded. */
  total = 0;
  /** How far back a match may reach. */
  reach = 0;
  readonly #dictionary: number;
  #buffer = Buffer.alloc(LEAST);
  #end = 0;
  /** Where what was not taken yet begins. */
  #untaken = 0;

  /** @param dictionary  how far back matches reach at most, in bytes */
  constructor(dictionary: number) {
    if (dictionary > MOST_DICTIONARY)
      throw new FormatError(
        'too-large',
        `it needs ${Math.ceil(dictionary / 2 ** 20)} MB of memory to expand`,
      );
    this.#dictionary = Math.max(dictionary, 4096);
  }

  /** Makes room for so many bytes. */
  reserve(bytes: number): void {
    if (this.#end + bytes <= this.#buffer.length) return;
    const kept = Math.min(this.#end, this.#dictionary);
    const size = Math.min(Math.max(2 * this.#buffer.length, kept + bytes), 2 * this.#dictionary + bytes);
    const buffer =
      kept + bytes <= this.#buffer.length ? this.#buffer : Buffer.alloc(Math.max(size, kept + bytes));
    this.#buffer.copy(buffer, 0, this.#end - kept, this.#end);
    this.#untaken -= this.#end - kept;
    this.#buffer = buffer;
    this.#end = kept;
  }

  put(byte: number): void {
    this.#buffer[this.#end++] = byte;
    this.total++;
    if (this.reach < this.#dictionary) this.reach++;
  }

  /** The byte so far back: 1 is the last one. */
  back(distance: number): number {
    if (distance > this.reach) throw damaged();
    return this.#buffer[this.#end - distance]!;
  }

  /** A copy of what was decoded since the last call; before `reserve`. */
  taken(): Buffer {
    const bytes = Buffer.from(this.#buffer.subarray(this.#untaken, this.#end));
    this.#untaken = this.#end;
    return bytes;
  }

  /** Forgets all: no match reaches back beyond here. */
  reset(): void {
    this.total = 0;
    this.reach = 0;
  }
}
