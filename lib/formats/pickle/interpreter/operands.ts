import type { ByteReader } from '../byte-reader.ts';
import { FormatError } from '../../bytes/format-error.ts';
import type { Keeper } from './keeper.ts';
import { LONGEST_LINE } from './limits.ts';
import type { Stack } from './stack.ts';
import { DONE, type Outcome } from './stack-opcodes.ts';
import type { Value } from './value.ts';

const CHUNK = 256 * 1024;
/** Bytes that are kept of a value that is too large to be kept as a whole. */
const HEAD = 64 * 1024;

/** What stands behind an opcode and has no fixed length: so many bytes, or a line. */
export class Operands {
  readonly #reader: ByteReader;
  readonly #keeper: Keeper;
  readonly #stack: Stack;

  constructor(reader: ByteReader, keeper: Keeper, stack: Stack) {
    this.#reader = reader;
    this.#keeper = keeper;
    this.#stack = stack;
  }

  /** Pushes the value of so many bytes; what is too large to be kept is stepped over. */
  payload(
    length: number,
    whole: (bytes: Buffer) => Value,
    cut: (length: number, start: Buffer) => Value,
  ): Outcome {
    const reader = this.#reader;
    if (!this.#keeper.text(length)) return this.#skipped(length, cut);
    if (reader.has(length)) return this.#push(whole(reader.take(length)));
    return reader.need(length).then(() => this.#stack.push(whole(reader.take(length))));
  }

  async #skipped(length: number, cut: (length: number, start: Buffer) => Value): Promise<void> {
    this.#reader.expect(length);
    const head = Math.min(HEAD, length);
    await this.#reader.need(head);
    const value = cut(length, this.#reader.take(head));
    await this.#reader.skip(length - head);
    this.#stack.push(value);
  }

  /** Calls with the text up to the next line feed, one character for each byte. */
  line(use: (line: string) => Outcome): Outcome {
    const line = this.#reader.line();
    return line ? use(line.toString('latin1')) : this.#lineToCome(use);
  }

  async #lineToCome(use: (line: string) => Outcome): Promise<void> {
    const reader = this.#reader;
    for (let has = true; has;) {
      if (reader.buffered > LONGEST_LINE)
        throw new FormatError('too-large', 'it has a line of endless length');
      has = await reader.tryNeed(reader.buffered + Math.max(CHUNK, reader.buffered));
      const line = reader.line();
      if (line) {
        const outcome = use(line.toString('latin1'));
        if (outcome !== DONE) await outcome;
        return;
      }
    }
    await reader.need(reader.buffered + 1);
  }

  #push(value: Value): Outcome {
    this.#stack.push(value);
    return DONE;
  }
}

/** An unsigned length, the lowest byte first. */
export function size(argument: Buffer): number {
  const length =
    argument.length === 8 ? argument.readBigUInt64LE(0) : argument.readUIntLE(0, argument.length);
  if (length > 2 ** 52) throw new FormatError('malformed', 'it has a value of more bytes than any file has');
  return Number(length);
}
