import sharp from 'sharp';
import type { Picture } from './resize.ts';

/** More pixels than these are refused before any of them is decoded: Pillow warns from there on. */
const MOST_PIXELS = 89_478_485;

/** What files begin with, since sharp would also render an SVG, whatever it is called. */
const KINDS: [type: string, test: (bytes: Buffer) => boolean][] = [
  ['image/png', (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))],
  ['image/jpeg', (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff],
  ['image/gif', (bytes) => /^GIF8[79]a/.test(bytes.toString('latin1', 0, 6))],
  ['image/webp', (bytes) => /^RIFF.{4}WEBP/s.test(bytes.toString('latin1', 0, 12))],
  ['image/tiff', (bytes) => /^(II\*\0|MM\0\*)/.test(bytes.toString('latin1', 0, 4))],
  ['image/avif', (bytes) => /^.{4}ftyp(avif|avis|mif1)/s.test(bytes.toString('latin1', 0, 12))],
  ['image/bmp', (bytes) => bytes.toString('latin1', 0, 2) === 'BM'],
];

export function kindOf(bytes: Buffer): string | undefined {
  return KINDS.find(([, test]) => test(bytes))?.[0];
}

/** The first frame, turned as its EXIF orientation says, as RGB: what Pillow's exif_transpose and convert("RGB") give. */
export async function decode(bytes: Buffer): Promise<Picture> {
  const options = { ignoreIcc: true, limitInputPixels: MOST_PIXELS } as const;
  const { space, channels: given } = await sharp(bytes, options).metadata();
  const isInk = space === 'cmyk' && given === 4;
  const image = isInk
    ? sharp(bytes, options).autoOrient().pipelineColourspace('cmyk').toColourspace('cmyk')
    : sharp(bytes, options).autoOrient().toColourspace('srgb').removeAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (isInk) return { width, height, channels: 3, data: fromInk(data) };
  return { width, height, channels, data };
}

/** Pillow's plain formula (src/libImaging/Convert.c, cmyk2rgb). */
function fromInk(ink: Uint8Array): Uint8Array {
  const result = new Uint8ClampedArray((ink.length / 4) * 3);
  for (let at = 0, to = 0; at < ink.length; at += 4) {
    const light = 255 - ink[at + 3]!;
    for (let channel = 0; channel < 3; channel++) result[to++] = light - times(ink[at + channel]!, light);
  }
  return new Uint8Array(result.buffer);
}

/** a × b ÷ 255, rounded, in whole numbers. */
function times(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}
