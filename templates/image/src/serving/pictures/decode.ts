import type { Metadata } from 'sharp';
import sharp from 'sharp';
import { Problem } from '../problems.ts';
import { bmpHead, decodeBmp } from './bmp.ts';
import { kindOf } from './kinds.ts';
import type { Picture } from './resize.ts';

/** More pixels than these are refused before any of them is decoded: from there on Pillow warns of a bomb. */
const MOST_PIXELS = 89_478_485;

const OPTIONS = { ignoreIcc: true, limitInputPixels: MOST_PIXELS, failOn: 'warning' } as const;

// Threads are those that call it: one for each picture.
sharp.concurrency(1);
sharp.cache(false);

/** What a file says of itself, before any pixel is decoded. */
export interface Sight {
  /** Its media type, by its bytes. */
  type: string;
  /** In pixels, after EXIF orientation. */
  width: number;
  height: number;
  /** Whether it has the four inks of print. */
  isInk: boolean;
  /** Bytes of memory that its pixels take while it is decoded. */
  memory: number;
}

/**
 * Looks at the head of a file.
 * @throws Problem 400 for what cannot be decoded, 413 for too many pixels, 415 for what is no picture.
 */
export async function lookAt(bytes: Buffer): Promise<Sight> {
  const type = kindOf(bytes);
  if (type === undefined) throw new Problem(415, notAPicture(bytes));
  if (type === 'image/bmp') return sightOf(type, bmpHead(bytes), false, 1);
  const metadata = await sharp(bytes, OPTIONS)
    .metadata()
    .catch((error: Error) => {
      throw undecodable(error);
    });
  if (metadata.depth === 'float' || metadata.depth === 'double')
    throw new Problem(
      415,
      'The pixels are floating-point numbers, whose range nobody knows. Send 8 bits a channel.',
    );
  const isInk = metadata.space === 'cmyk' && metadata.channels === 4;
  return sightOf(type, metadata.autoOrient, isInk, copiesOf(metadata));
}

function sightOf(
  type: string,
  { width, height }: { width: number; height: number },
  isInk: boolean,
  copies: number,
): Sight {
  if (width * height > MOST_PIXELS) throw tooManyPixels(`${width} × ${height}`);
  return { type, width, height, isInk, memory: width * height * 4 * copies };
}

/** A picture that is turned, or comes in several passes, is once more in memory as a whole. */
function copiesOf({ orientation = 1, isProgressive }: Metadata): number {
  return 1 + (orientation > 1 ? 1 : 0) + (isProgressive ? 1 : 0);
}

/**
 * The first frame, turned as its EXIF orientation says, as RGB or one channel of grey: what Pillow's exif_transpose and
 * convert("RGB") give. Profiles are ignored and transparency is dropped, as there.
 * @throws Problem 400 for what cannot be decoded.
 */
export async function decode(
  bytes: Buffer,
  { type, isInk }: Pick<Sight, 'type' | 'isInk'>,
): Promise<Picture> {
  if (type === 'image/bmp') return decodeBmp(bytes);
  try {
    return isInk ? await fromInk(bytes) : await fromLight(bytes);
  } catch (error) {
    throw undecodable(error as Error);
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
  if (bytes.length === 0) return 'The file is empty.';
  if (/^\s*<[^]*<svg|^\s*<svg/i.test(bytes.toString('latin1', 0, 1000)))
    return 'An SVG is a drawing, not pixels: send it as a PNG.';
  return 'This is not a picture that is known here: send a PNG, JPEG, WebP, GIF, TIFF, AVIF or BMP file.';
}

function tooManyPixels(size?: string): Problem {
  const most = MOST_PIXELS.toLocaleString('en');
  const count = size ? `${size} pixels; at most ${most} are taken` : `more than ${most} pixels`;
  return new Problem(413, `The picture has ${count}. Make it smaller.`);
}

function undecodable({ message }: Error): Problem {
  if (/pixel limit/i.test(message)) return tooManyPixels();
  const [line] = message.replace(/^Input (buffer|file) /i, 'it ').split('\n', 1);
  return new Problem(400, `The picture cannot be decoded: ${line!.slice(0, 200).replace(/[\s:.]+$/, '')}.`);
}
