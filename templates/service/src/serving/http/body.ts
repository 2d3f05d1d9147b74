import type { Request } from 'express';
import { Problem } from '../problems.ts';
import type { Turn } from './turn.ts';

/** A body as it came: in pieces, and perhaps compressed. */
export interface Body {
  pieces: Uint8Array[];
  /** The sum of the pieces, in bytes. */
  length: number;
  encoding: Encoding;
}

const ENCODINGS = ['identity', 'gzip', 'deflate', 'br'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What a route takes. */
export interface MediaType {
  /** The name that people have for it. */
  name: string;
  /** What a client writes into its header. */
  type: string;
  pattern: RegExp;
}

export const JSON_BODY: MediaType = {
  name: 'JSON',
  type: 'application/json',
  pattern: /^application\/([\w.+-]+\+)?json\s*(;|$)/i,
};

/**
 * Reads the body of a request. (express.json() would cost more than a small prediction, and lose the digits of
 * long integers.)
 * @param wanted the media type that is taken, and a request without any, too; undefined where any will do.
 * @param limit the most bytes.
 * @throws Problem 413 where it is too large, 415 for another media type or encoding, 503 where it does not fit
 *   into the memory beside those of other requests.
 */
export async function readBody(
  request: Request,
  wanted: MediaType | undefined,
  limit: number,
  turn: Turn,
): Promise<Body> {
  const type = request.headers['content-type'];
  if (type !== undefined && wanted && !wanted.pattern.test(type)) {
    const detail = `The body must be ${wanted.name}, not ${type.slice(0, 80)}. Send the header "Content-Type: ${wanted.type}".`;
    throw new Problem(415, detail, { headers: { Accept: wanted.type } });
  }
  const encoding = (request.headers['content-encoding'] ?? 'identity') as Encoding;
  if (!ENCODINGS.includes(encoding)) {
    const accepted = ENCODINGS.slice(1).join(', ');
    const detail = `The content encoding ${encoding.slice(0, 40)} is unknown here; known are ${accepted}.`;
    throw new Problem(415, detail, { headers: { 'Accept-Encoding': accepted } });
  }
  const { pieces, length } = await collect(request, limit, turn);
  turn.begin();
  return { pieces, length, encoding };
}

/** The most that all clients together may send in one turn of the event loop: about a millisecond of its time. */
const MOST_AT_ONCE = 1024 * 1024;
let takenAtOnce = 0;

/** Lets others have their turn where a lot has come: 32 fast clients could send 64 MB at once. */
function pace(request: Request, bytes: number): void {
  if (takenAtOnce === 0) setImmediate(() => (takenAtOnce = 0));
  takenAtOnce += bytes;
  if (takenAtOnce < MOST_AT_ONCE) return;
  request.pause();
  setImmediate(() => request.resume());
}

function collect(request: Request, limit: number, turn: Turn): Promise<Pick<Body, 'pieces' | 'length'>> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length']) > limit) return reject(tooLarge(limit));
    const pieces: Buffer[] = [];
    let length = 0;
    const take = (piece: Buffer) => {
      length += piece.length;
      try {
        if (length > limit) throw tooLarge(limit);
        turn.hold(piece.length);
        pieces.push(piece);
        pace(request, piece.length);
      } catch (problem) {
        pieces.length = 0;
        request.off('data', take); // Node reads the rest of the body, and throws it away.
        request.resume();
        reject(problem as Problem);
      }
    };
    request.on('data', take);
    request.on('end', () => resolve({ pieces, length }));
    request.on('error', () => reject(new Problem(400, 'The client closed the connection within the body.')));
  });
}

export function tooLarge(limit: number): Problem {
  return new Problem(413, `The body is larger than ${limit} bytes (BODY_LIMIT).`);
}
