import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Request } from 'express';
import { Problem } from '../problems.ts';
import { parseJson } from '../tensors/json.ts';

const decoders = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/**
 * Reads the body of a request, and unpacks it where it is compressed. (express.json() would cost more than a
 * small prediction, and lose the digits of long integers.)
 * @param types the media types that are taken; a request without any is taken, too.
 * @param limit the most bytes, also after unpacking.
 * @throws Problem 413 where it is too large, 415 for another media type or encoding.
 */
export async function readBody(request: Request, types: RegExp, limit: number): Promise<Buffer> {
  const type = request.headers['content-type'];
  if (type !== undefined && !types.test(type)) {
    const detail = `The body must be JSON, not ${type.slice(0, 80)}. Send the header "Content-Type: application/json".`;
    throw new Problem(415, detail, { headers: { Accept: 'application/json' } });
  }
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && !Object.hasOwn(decoders, encoding)) {
    const accepted = Object.keys(decoders).join(', ');
    const detail = `The content encoding ${encoding.slice(0, 40)} is unknown here; known are ${accepted}.`;
    throw new Problem(415, detail, { headers: { 'Accept-Encoding': accepted } });
  }
  const body = await collect(request, limit);
  return encoding === 'identity' ? body : unpack(body, encoding as keyof typeof decoders, limit);
}

function collect(request: Request, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length']) > limit) return reject(tooLarge(limit));
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else reject(tooLarge(limit));
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', () => reject(new Problem(400, 'The client closed the connection within the body.')));
  });
}

async function unpack(body: Buffer, encoding: keyof typeof decoders, limit: number): Promise<Buffer> {
  try {
    return await decoders[encoding](body, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new Problem(400, `The body cannot be unpacked as ${encoding}: ${(error as Error).message}.`);
  }
}

function tooLarge(limit: number): Problem {
  return new Problem(413, `The body is larger than ${limit} bytes (BODY_LIMIT).`);
}

/** @throws Problem 400 where the bytes are no JSON in UTF-8. */
export function parseBody(body: Buffer): unknown {
  if (!isUtf8(body)) throw new Problem(400, 'The body is not UTF-8.');
  if (body.length === 0) throw new Problem(400, 'The body is empty; it must be JSON.');
  try {
    return parseJson(body.toString().replace(/^\uFEFF/, ''));
  } catch (error) {
    const isTooDeep = error instanceof RangeError;
    throw new Problem(
      400,
      isTooDeep ? 'The body is nested too deeply.' : `Malformed JSON: ${(error as Error).message}.`,
    );
  }
}
