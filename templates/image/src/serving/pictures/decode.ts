import sharp from 'sharp';
import { Problem } from '../problems.ts';
import { kindOf } from './kinds.ts';
import type { Picture } from './resize.ts';

/** More pixels than these are refused before any of them is decoded: from there on Pillow warns of a bomb. */
const MOST_PIXELS = 89_478_485;

const OPTIONS = { ignoreIcc: true, limitInputPixels: MOST_PIXELS, failOn: 'warning' } as const;

// Threads are those that call it: one for each picture.
sharp.concurrency(1);
sharp.cache(false);

/**
 * The first frame, turned as its EXIF orientation says, as RGB or one channel of grey: what Pillow's exif_transpose and
 * convert("RGB") give. Profiles are ignored and transparency is dropped, as there.
 * @throws Problem 400 for what cannot be decoded, 413 for too many pixels, 415 for what is no picture.
 */
export async function decode(bytes: Buffer): Promise<Picture> {
  if (kindOf(bytes) === undefined) throw new Problem(415, notAPicture(bytes));
  try {
    const { space, channels, width, height } = await sharp(bytes, OPTIONS).metadata();
    if (width * height > MOST_PIXELS) throw tooLarge(width, height);
    return space === 'cmyk' && channels === 4 ? await fromInk(bytes) : await fromLight(bytes);
  } catch (error) {
    throw error instanceof Problem ? error : undecodable(error as Error);
  }
}

async function fromLight(bytes: Buffer): Promise<Picture> {
  const image = sharp(bytes, OPTIONS).autoOrient().toColourspace('srgb').removeAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data };
}

/** CMYK by Pillow's plain formula (src/libImaging/Convert.c, cmyk2rgb); libvips' own is another. */
async function fromInk(bytes: Buffer): Promise<Picture> {
  const image = sharp(bytes, OPTIONS).autoOrient().pipelineColourspace('cmyk').toColourspace('cmyk');
  const { data: ink, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const data = new Uint8Array((ink.length / 4) * 3);
  for (let at = 0, to = 0; at < ink.length; at += 4) {
    const light = 255 - ink[at + 3]!;
    for (let channel = 0; channel < 3; channel++)
      data[to++] = Math.max(0, light - times(ink[at + channel]!, light));
  }
  return { width: info.width, height: info.height, channels: 3, data };
}

/** a × b ÷ 255, rounded, in whole numbers. */
function times(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

function notAPicture(bytes: Buffer): string {
  const start = bytes.toString('latin1', 0, 300).trimStart();
  if (/^(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg/is.test(start))
    return 'An SVG is a drawing, not pixels: send it as a PNG.';
  if (bytes.length === 0) return 'The file is empty.';
  return 'This is not a picture that is known here: send a PNG, JPEG, WebP, GIF, TIFF or AVIF file.';
}

function tooLarge(width: number, height: number): Problem {
  return new Problem(413, `The picture has ${width} × ${height} pixels; at most ${MOST_PIXELS} are taken.`);
}

function undecodable({ message }: Error): Problem {
  if (/pixel limit/i.test(message))
    return new Problem(413, `The picture has more than ${MOST_PIXELS} pixels.`);
  const reason = message
    .split('\n', 1)[0]!
    .replace(/^Input (buffer|file) /i, 'it ')
    .slice(0, 200);
  return new Problem(400, `The picture cannot be decoded: ${reason}.`);
}
