import { damaged, type Input } from './input.ts';

// https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md and lz4_Block_format.md
const MAGIC = 0x184d2204;
const HISTORY = 64 * 1024;
const BLOCK_BYTES = [0, 0, 0, 0, 64 * 1024, 256 * 1024, 2 ** 20, 4 * 2 ** 20];

/** What the frames of an LZ4 file hold. Throws FormatError; checksums are not compared. */
export function* lz4(input: Input): Generator<Buffer, void> {
  while (input.goesOn) {
    if (input.take(4).readUInt32LE(0) !== MAGIC) throw damaged();
    yield* frame(input);
  }
}

function* frame(input: Input): Generator<Buffer, void> {
  const flags = input.byte();
  const most = BLOCK_BYTES[(input.byte() >> 4) & 7]!;
  if (flags >> 6 !== 1 || most === 0) throw damaged();
  input.take((flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0) + 1);
  // What blocks refer back to, and behind it the block itself.
  const window = Buffer.alloc(HISTORY + most);
  let history = 0;
  for (let size = length(input); size !== 0; size = length(input)) {
    const bytes = size & 0x7fffffff;
    if (bytes > most) throw damaged();
    const block = input.take(bytes);
    if (flags & 16) input.take(4);
    const isPlain = size >>> 31 === 1;
    const end = isPlain ? history + block.copy(window, history) : decode(block, window, history);
    yield Buffer.from(window.subarray(history, end));
    const kept = flags & 32 ? 0 : Math.min(HISTORY, end);
    window.copyWithin(0, end - kept, end);
    history = kept;
  }
  if (flags & 4) input.take(4);
}

function length(input: Input): number {
  return input.take(4).readUInt32LE(0);
}

/** Decodes a block into the window from `start` on; returns where it ends. */
function decode(block: Buffer, window: Buffer, start: number): number {
  let at = 0;
  let end = start;
  const count = (nibble: number): number => {
    let sum = nibble;
    for (let more = nibble === 15 ? 255 : 0; more === 255; sum += more) more = block[at++] ?? fail();
    return sum;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = count(token >> 4);
    if (at + literals > block.length || end + literals > window.length) throw damaged();
    end += block.copy(window, end, at, at + literals);
    at += literals;
    if (at === block.length) return end;
    const offset = (block[at++] ?? fail()) | ((block[at++] ?? fail()) << 8);
    const matched = count(token & 15) + 4;
    if (offset === 0 || offset > end || end + matched > window.length) throw damaged();
    for (const stop = end + matched; end < stop; end++) window[end] = window[end - offset]!;
  }
  return end;
}

function fail(): never {
  throw damaged();
}
