import { pipeline, Readable } from 'node:stream';
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  gunzipSync,
  inflateSync,
} from 'node:zlib';
import { Problem } from '../problems.ts';

/** Content encodings: how a body is unpacked at once, and piece by piece. */
const UNPACKERS = {
  gzip: { whole: gunzipSync, stream: createGunzip },
  deflate: { whole: inflateSync, stream: createInflate },
  br: { whole: brotliDecompressSync, stream: createBrotliDecompress },
};

type Packing = keyof typeof UNPACKERS;
export type Encoding = 'identity' | Packing;

/** A body as it came: in pieces, and perhaps compressed. */
export interface PackedBody {
  pieces: Uint8Array[];
  /** The sum of the pieces, in bytes. */
  length: number;
  encoding: Encoding;
}

/**
 * @param header Content-Encoding.
 * @throws Problem 415 where it names another encoding than those known here.
 */
export function encodingOf(header = 'identity'): Encoding {
  if (header === 'identity' || Object.hasOwn(UNPACKERS, header)) return header as Encoding;
  const accepted = Object.keys(UNPACKERS).join(', ');
  const detail = `The content encoding ${header.slice(0, 40)} is unknown here; known are ${accepted}.`;
  throw new Problem(415, detail, { headers: { 'Accept-Encoding': accepted } });
}

/**
 * The bytes of a body, in one piece and unpacked.
 * @param limit the most bytes after unpacking.
 * @throws Problem 400 where it cannot be unpacked, 413 where it is too large.
 */
export function wholeBody({ pieces, encoding }: PackedBody, limit: number): Buffer {
  const bytes = pieces.length === 1 ? asBuffer(pieces[0]!) : Buffer.concat(pieces);
  if (encoding === 'identity') return bytes;
  try {
    return UNPACKERS[encoding].whole(bytes, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw notUnpacked(error, encoding);
  }
}

/** What is packed may become a hundred times as large: a table with long words does not come near. */
const MOST_GROWTH = 100;

/**
 * The bytes of a body of any length, unpacked piece by piece.
 * @param limit the most bytes before unpacking, where nothing limits them behind it.
 * @throws Problem 400 where it cannot be unpacked; with a limit, 413 beyond it, and where it becomes more than a hundred
 *   times as large.
 */
export async function* unpacked(
  pieces: AsyncIterable<Buffer>,
  packing: Packing,
  limit?: number,
): AsyncGenerator<Buffer> {
  const source = Readable.from(limit === undefined ? pieces : atMost(limit, pieces), { objectMode: false });
  const stream = UNPACKERS[packing].stream();
  pipeline(source, stream, () => {}); // The error is thrown below, too.
  let length = 0;
  try {
    for await (const piece of stream) {
      length += (piece as Buffer).length;
      const most = MOST_GROWTH * Math.max(stream.bytesWritten, LEAST_PACKED);
      if (limit !== undefined && length > most) throw growsTooMuch();
      yield piece as Buffer;
    }
  } catch (error) {
    throw error instanceof Problem ? error : notUnpacked(error, packing);
  }
}

async function* atMost(limit: number, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > limit) throw tooLarge(limit);
    yield piece;
  }
}

/** What is shorter than this does no harm, whatever it becomes. */
const LEAST_PACKED = 16 * 1024;

function growsTooMuch(): Problem {
  return new Problem(413, `The body becomes more than ${MOST_GROWTH} times as large when it is unpacked.`);
}

export function notUnpacked(error: unknown, encoding: Encoding): Problem {
  return new Problem(400, `The body cannot be unpacked as ${encoding}: ${(error as Error).message}.`);
}

export function tooLarge(limit: number): Problem {
  const detail = `The body is larger than ${limit} bytes (BODY_LIMIT).`;
  const smaller =
    'As bytes, numbers take about a tenth of what they take in JSON: POST /v2/models/NAME/infer';
  return new Problem(413, `${detail} ${smaller} with Inference-Header-Content-Length.`);
}

/** A Buffer that has come from another thread is a Uint8Array. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
