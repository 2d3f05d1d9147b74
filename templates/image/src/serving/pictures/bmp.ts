import { Problem } from '../problems.ts';
import type { Picture } from './resize.ts';

/** What the head of a BMP file says (BITMAPCOREHEADER, or BITMAPINFOHEADER and those that begin like it). */
interface Head {
  width: number;
  height: number;
  /** The first row is the upper one; it is the lower one otherwise. */
  isTopDown: boolean;
  bits: number;
  /** Where the pixels begin. */
  pixels: number;
  /** Where the palette begins, how many colours it has, and how many bytes each takes. */
  palette: { at: number; colours: number; bytes: number };
}

const BITS = [1, 4, 8, 24, 32];

/** @throws Problem 400 where it is broken, 415 where it is of a kind that hardly any program writes. */
export function bmpHead(bytes: Buffer): Head {
  if (bytes.length < 26) throw broken('its head breaks off');
  const size = bytes.readUInt32LE(14);
  const isOld = size === 12;
  if (!isOld && (size < 40 || bytes.length < 54)) throw broken('its head breaks off');
  const [width, height] = isOld
    ? [bytes.readUInt16LE(18), bytes.readUInt16LE(20)]
    : [bytes.readInt32LE(18), bytes.readInt32LE(22)];
  const bits = bytes.readUInt16LE(isOld ? 24 : 28);
  const compression = isOld ? 0 : bytes.readUInt32LE(30);
  if (!BITS.includes(bits) || !(compression === 0 || (compression === 3 && hasUsualMasks(bytes, bits))))
    throw new Problem(415, `This BMP is compressed or has ${bits} bits a pixel. ${AS_PNG}`);
  if (width <= 0 || height === 0) throw broken(`it has ${width} × ${height} pixels`);
  const named = isOld ? 0 : bytes.readUInt32LE(46);
  const colours = bits > 8 ? 0 : Math.min(named || 2 ** bits, 2 ** bits);
  return {
    width,
    height: Math.abs(height),
    isTopDown: height < 0,
    bits,
    pixels: bytes.readUInt32LE(10),
    palette: { at: 14 + size, colours, bytes: isOld ? 3 : 4 },
  };
}

/** Whether red, green and blue lie where they do without masks (BI_BITFIELDS). */
function hasUsualMasks(bytes: Buffer, bits: number): boolean {
  if (bits !== 32 || bytes.length < 66) return false;
  return [0xff0000, 0xff00, 0xff].every((mask, index) => bytes.readUInt32LE(54 + 4 * index) === mask);
}

/**
 * An uncompressed BMP as Pillow's convert("RGB") gives it: sharp's prebuilt library has none. A fourth byte is dropped.
 * @throws Problem as `bmpHead`.
 */
export function decodeBmp(bytes: Buffer): Picture {
  const head = bmpHead(bytes);
  const { width, height, bits, isTopDown, pixels } = head;
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (pixels + stride * height > bytes.length) throw broken('its pixels break off');
  const colours = bits > 8 ? undefined : paletteOf(bytes, head);
  const data = new Uint8Array(width * height * 3);
  for (let row = 0, to = 0; row < height; row++) {
    const begin = pixels + (isTopDown ? row : height - 1 - row) * stride;
    for (let column = 0; column < width; column++, to += 3) {
      const [from, at] = colours
        ? [colours, 4 * indexAt(bytes, begin, column, bits)]
        : [bytes, begin + (column * bits) / 8];
      data[to] = from[at + 2]!;
      data[to + 1] = from[at + 1]!;
      data[to + 2] = from[at]!;
    }
  }
  return { width, height, channels: 3, data };
}

/** 256 colours of four bytes: blue, green, red, nothing. Those that the file does not name are black. */
function paletteOf(bytes: Buffer, { palette: { at, colours, bytes: each } }: Head): Uint8Array {
  const result = new Uint8Array(256 * 4);
  for (let colour = 0; colour < colours; colour++)
    result.set(bytes.subarray(at + colour * each, at + colour * each + 3), colour * 4);
  return result;
}

/** The number of a pixel's colour; the first pixel is in the highest bits of a byte. */
function indexAt(bytes: Buffer, begin: number, column: number, bits: number): number {
  const bit = column * bits;
  return (bytes[begin + (bit >> 3)]! >> (8 - bits - (bit & 7))) & (2 ** bits - 1);
}

const AS_PNG = 'Send it as a PNG.';

function broken(reason: string): Problem {
  return new Problem(400, `The picture cannot be decoded: ${reason}. ${AS_PNG}`);
}
