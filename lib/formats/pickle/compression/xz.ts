import { FormatError } from '../../bytes/format-error.ts';
import { type Bytes, damaged, type Input } from './input.ts';
import { Lzma } from './lzma.ts';
import { Window } from './window.ts';

// https://tukaani.org/xz/xz-file-format.txt
const MAGIC = Buffer.from('fd377a585a00', 'hex');
const CHECK_BYTES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const LZMA2 = 0x21;
const PIECE = 2 ** 20;

/** What the streams of an .xz file hold. Throws FormatError; checksums are not compared. */
export function* xz(input: Input): Generator<Buffer, void> {
  while (input.goesOn) {
    const first = input.byte();
    // Streams are padded to four bytes by zeros.
    if (first === 0) continue;
    if (!Buffer.concat([Buffer.from([first]), input.take(5)]).equals(MAGIC)) throw damaged();
    yield* stream(input);
  }
}

function* stream(input: Input): Generator<Buffer, void> {
  const check = CHECK_BYTES[input.take(6)[1]! & 15]!;
  let blocks = 0;
  for (let size = input.byte(); size !== 0; size = input.byte()) {
    const header = input.take(4 * size + 3);
    const counted = new Counted(input);
    yield* lzma2(counted, dictionaryOf(header));
    input.take(-counted.count & 3);
    input.take(check);
    blocks++;
  }
  skipIndex(input, blocks);
  input.take(12);
}

/** An input that counts what is taken of it: a block is padded to four bytes. */
class Counted {
  readonly #input: Input;
  count = 0;

  constructor(input: Input) {
    this.#input = input;
  }

  byte(): number {
    this.count++;
    return this.#input.byte();
  }

  take(length: number): Buffer {
    this.count += length;
    return this.#input.take(length);
  }
}

/** A filter of a block, and what is said of it. */
interface Filter {
  id: number;
  properties: Buffer;
}

/** The filters of a block, the last of which compresses. `header` begins behind its own size. */
function filtersOf(header: Buffer): Filter[] {
  let at = 1;
  const number = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = header[at++];
      if (byte === undefined || factor > 2 ** 56) throw damaged();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const flags = header[0]!;
  if (flags & 0x40) number();
  if (flags & 0x80) number();
  return Array.from({ length: (flags & 3) + 1 }, () => {
    const id = number();
    const length = number();
    if (at + length > header.length) throw damaged();
    return { id, properties: header.subarray(at, (at += length)) };
  });
}

const FILTERS: Record<number, string> = {
  3: 'delta',
  4: 'x86',
  5: 'PowerPC',
  6: 'IA-64',
  7: 'ARM',
  8: 'ARM-Thumb',
  9: 'SPARC',
  10: 'ARM64',
  11: 'RISC-V',
};
const HEADER_AT = 12;

/**
 * What an .xz file that begins so did to its bytes before it compressed them: `['delta']`. Python and joblib do nothing,
 * and nothing else is read.
 */
export function preFiltersOf(head: Buffer): string[] {
  const end = HEADER_AT + 4 * (head[HEADER_AT] ?? 0) + 4;
  if (end > head.length) return [];
  try {
    const filters = filtersOf(head.subarray(HEADER_AT + 1, end));
    return filters.filter(({ id }) => id !== LZMA2).map(({ id }) => FILTERS[id] ?? `number ${id}`);
  } catch (error) {
    if (error instanceof FormatError) return [];
    throw error;
  }
}

/** In bytes; of a block that is compressed by LZMA2 alone. */
function dictionaryOf(header: Buffer): number {
  const [{ id, properties }, ...others] = filtersOf(header) as [Filter, ...Filter[]];
  if (others.length > 0)
    throw new FormatError('malformed', 'it is compressed by xz with filters that are not read');
  if (id !== LZMA2 || properties.length !== 1) throw damaged();
  const bits = properties[0]! & 63;
  if (bits > 40) throw damaged();
  return bits === 40 ? 0xffffffff : (2 | (bits & 1)) * 2 ** (Math.floor(bits / 2) + 11);
}

function* lzma2(input: Bytes, dictionary: number): Generator<Buffer, void> {
  const window = new Window(dictionary);
  const lzma = new Lzma(input, window);
  for (let control = input.byte(); control !== 0; control = input.byte()) {
    if (control < 0x80) {
      if (control > 2) throw damaged();
      if (control === 1) window.reset();
      const bytes = input.take(input.take(2).readUInt16BE(0) + 1);
      window.reserve(bytes.length);
      for (const byte of bytes) window.put(byte);
    } else {
      const size = ((control & 0x1f) << 16) + input.take(2).readUInt16BE(0) + 1;
      input.take(2);
      const reset = (control >> 5) & 3;
      if (reset === 3) window.reset();
      if (reset >= 2) lzma.setProperties(input.byte());
      else if (reset === 1) lzma.reset();
      window.reserve(size);
      lzma.start();
      if (!lzma.decode(size) || lzma.isPending) throw damaged();
    }
    yield window.taken();
  }
}

function skipIndex(input: Input, blocks: number): void {
  const counted = new Counted(input);
  const number = (): void => {
    while (counted.byte() > 127);
  };
  // Its first byte, 0, is taken already.
  number();
  for (let i = 0; i < 2 * blocks; i++) number();
  counted.take(-(counted.count + 1) & 3);
  counted.take(4);
}

/** What an .lzma file holds: LZMA behind a header of 13 bytes. */
export function* lzmaAlone(input: Input): Generator<Buffer, void> {
  const header = input.take(13);
  const size = header.readBigUInt64LE(5);
  const window = new Window(header.readUInt32LE(1));
  const lzma = new Lzma(input, window);
  lzma.setProperties(header[0]!);
  lzma.start();
  let left = size === 0xffffffffffffffffn ? Infinity : Number(size);
  for (let goesOn = true; goesOn && left > 0;) {
    window.reserve(PIECE);
    goesOn = lzma.decode(Math.min(PIECE, left));
    left -= PIECE;
    yield window.taken();
  }
}
