import { Bits, Huffman } from './huffman.ts';
import { damaged, type Input } from './input.ts';

// There is no standard; https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf describes the format.
const BLOCK = 0x314159;
const END = 0x177245;
const CHUNK = 256 * 1024;
const MOST_SELECTORS = 32_768;

/** What the streams of a bzip2 file hold. Throws FormatError; checksums are not compared. */
export function* bzip2(input: Input): Generator<Buffer, void> {
  while (input.goesOn) {
    const level = input.take(4)[3]! - 0x30;
    if (level < 1 || level > 9) throw damaged();
    const bits = new Bits(() => input.byte());
    for (;;) {
      // Six bytes that say which, and a checksum of four.
      const magic = bits.bits(24);
      for (let i = 0; i < 7; i++) bits.bits(8);
      if (magic === END) break;
      if (magic !== BLOCK) throw damaged();
      yield* block(bits, level * 100_000);
    }
    bits.align();
  }
}

function* block(bits: Bits, size: number): Generator<Buffer, void> {
  if (bits.bit() === 1) throw damaged();
  const origin = bits.bits(24);
  const symbols = usedSymbols(bits);
  const selectors = readSelectors(bits);
  const trees = readTrees(bits, selectors.trees, symbols.length + 2);
  const { transformed, counts } = moveToFront(bits, symbols, selectors.order, trees, size);
  if (origin >= transformed.length) throw damaged();
  yield* runs(inverse(transformed, counts), transformed.length, origin);
}

function usedSymbols(bits: Bits): number[] {
  const groups = bits.bits(16);
  const symbols: number[] = [];
  for (let group = 0; group < 16; group++) {
    if (((groups >> (15 - group)) & 1) === 0) continue;
    const used = bits.bits(16);
    for (let i = 0; i < 16; i++) if ((used >> (15 - i)) & 1) symbols.push(16 * group + i);
  }
  if (symbols.length === 0) throw damaged();
  return symbols;
}

function readSelectors(bits: Bits): { trees: number; order: Uint8Array } {
  const trees = bits.bits(3);
  const count = bits.bits(15);
  if (trees < 2 || trees > 6 || count === 0 || count > MOST_SELECTORS) throw damaged();
  const recent = Array.from({ length: trees }, (_, i) => i);
  const order = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let place = 0;
    while (bits.bit() === 1) if (++place >= trees) throw damaged();
    const [tree] = recent.splice(place, 1);
    recent.unshift(tree!);
    order[i] = tree!;
  }
  return { trees, order };
}

function readTrees(bits: Bits, count: number, symbols: number): Huffman[] {
  return Array.from({ length: count }, () => {
    let length = bits.bits(5);
    const lengths = Array.from({ length: symbols }, () => {
      for (;;) {
        if (length < 1 || length > 20) throw damaged();
        if (bits.bit() === 0) return length;
        length += bits.bit() === 0 ? 1 : -1;
      }
    });
    return new Huffman(lengths);
  });
}

/** Undoes the Huffman codes, the runs of zeros and the moving to the front: the last column of the sorted block. */
function moveToFront(
  bits: Bits,
  symbols: number[],
  selectors: Uint8Array,
  trees: Huffman[],
  size: number,
): { transformed: Uint8Array; counts: Uint32Array } {
  const transformed = new Uint8Array(size);
  const counts = new Uint32Array(256);
  const recent = [...symbols];
  const end = symbols.length + 1;
  let length = 0;
  const put = (value: number, times: number): void => {
    if (length + times > size) throw damaged();
    transformed.fill(value, length, length + times);
    counts[value]! += times;
    length += times;
  };
  let run = 0;
  let weight = 1;
  for (let read = 0; ; read++) {
    const selector = selectors[Math.floor(read / 50)];
    if (selector === undefined) throw damaged();
    const symbol = trees[selector]!.symbol(bits);
    if (symbol <= 1) {
      run += weight << symbol;
      weight <<= 1;
      if (run > size) throw damaged();
      continue;
    }
    if (run > 0) put(recent[0]!, run);
    run = 0;
    weight = 1;
    if (symbol === end) break;
    const [value] = recent.splice(symbol - 1, 1);
    recent.unshift(value!);
    put(value!, 1);
  }
  return { transformed: transformed.subarray(0, length), counts };
}

/** The Burrows-Wheeler transform undone: at each place the byte, and above its eight bits the next place. */
function inverse(transformed: Uint8Array, counts: Uint32Array): Uint32Array {
  const starts = new Uint32Array(256);
  for (let value = 1, sum = 0; value < 256; value++) starts[value] = sum += counts[value - 1]!;
  const links = new Uint32Array(transformed.length);
  transformed.forEach((value, i) => {
    links[i]! |= value;
    links[starts[value]!++]! |= i << 8;
  });
  return links;
}

/** Undoes the first step of bzip2: four equal bytes are followed by how many more there are. */
function* runs(links: Uint32Array, length: number, origin: number): Generator<Buffer, void> {
  let chunk = Buffer.allocUnsafe(CHUNK);
  let filled = 0;
  let place = links[origin]! >>> 8;
  let last = -1;
  let equal = 0;
  for (let i = 0; i < length; i++) {
    const link = links[place]!;
    place = link >>> 8;
    const value = link & 0xff;
    const isCount = equal === 4;
    const times = isCount ? value : 1;
    if (filled + times > CHUNK) {
      yield chunk.subarray(0, filled);
      chunk = Buffer.allocUnsafe(CHUNK);
      filled = 0;
    }
    chunk.fill(isCount ? last : value, filled, filled + times);
    filled += times;
    equal = isCount ? 0 : value === last ? equal + 1 : 1;
    last = isCount ? -1 : value;
  }
  yield chunk.subarray(0, filled);
}
