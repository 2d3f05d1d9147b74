import { setImmediate as afterOthers } from 'node:timers/promises';
import type { Request } from 'express';
import { Problem } from '../problems.ts';
import type { Turn } from './turn.ts';
import type { Encoding, PackedBody } from './unpack.ts';
import { encodingOf, tooLarge, unpacked } from './unpack.ts';

/**
 * The body of a request, which can be read once: whole, or piece by piece. (express.json() would cost more than a
 * small prediction, and lose the digits of long integers.) What is read counts as held in memory; all ways of reading
 * throw Problem 413 beyond the limit, 503 where a piece does not fit into the memory beside the bodies of other
 * requests, and 400 where the client leaves in the middle.
 */
export class RequestBody implements AsyncIterable<Buffer> {
  readonly #request: Request;
  readonly #turn: Turn;
  readonly #limit: number;
  readonly #longestLine: number;
  readonly #encoding: Encoding;

  /**
   * @param limit the most bytes.
   * @param longestLine the most bytes of a line, for those who read lines, and of a compressed body without a limit.
   * @throws Problem 415 for an encoding that is not known here.
   */
  constructor(request: Request, turn: Turn, limit: number, longestLine = limit) {
    this.#request = request;
    this.#turn = turn;
    this.#limit = limit;
    this.#longestLine = longestLine;
    this.#encoding = encodingOf(request.headers['content-encoding']);
  }

  /** All of it, as it came. */
  packed(): Promise<PackedBody> {
    const length = Number(this.#request.headers['content-length']);
    const take = (piece: Buffer) => this.#turn.hold(piece.length);
    if (!(length >= LARGE)) return collect(this.#request, this.#limit, this.#turn, this.#encoding, take);
    return this.#packedLarge(length);
  }

  /** Until there is room, nothing of it is read: the client has to wait. */
  async #packedLarge(length: number): Promise<PackedBody> {
    checkLength(this.#request, this.#limit);
    await this.#turn.holdLarge(length);
    return collect(this.#request, this.#limit, this.#turn, this.#encoding, () => {});
  }

  /** All of it, unpacked. */
  async whole(): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.#unpacked()) {
      this.#turn.hold(piece.length);
      pieces.push(piece);
    }
    this.#turn.begin();
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }

  /** Its pieces, unpacked; each is held until the next one is asked for, and the client has to wait meanwhile. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const piece of this.#unpacked()) {
      this.#turn.hold(piece.length);
      this.#turn.begin();
      try {
        yield piece;
      } finally {
        this.#turn.release(piece.length);
      }
    }
  }

  /** Its lines, unpacked and without their ends; the client has to wait while one is worked on. */
  async *lines(): AsyncGenerator<Buffer> {
    let begun: Buffer[] = [];
    let length = 0; // of what has begun, and has no end yet
    for await (const piece of this) {
      let start = 0;
      for (let end = piece.indexOf(LINE_END); end >= 0; end = piece.indexOf(LINE_END, start)) {
        const last = piece.subarray(start, end);
        start = end + 1;
        this.#turn.release(length);
        yield begun.length > 0 ? Buffer.concat([...begun, last]) : last;
        begun = [];
        length = 0;
      }
      const rest = piece.subarray(start);
      length += rest.length;
      if (length > this.#longestLine) throw tooLarge(this.#longestLine);
      this.#turn.hold(rest.length);
      if (rest.length > 0) begun.push(rest);
    }
    if (begun.length > 0) yield Buffer.concat(begun);
  }

  async *#unpacked(): AsyncGenerator<Buffer> {
    let length = 0;
    checkLength(this.#request, this.#limit);
    const pieces = arriving(this.#request);
    const packing = this.#encoding;
    const mostPacked = this.#limit === Infinity ? this.#longestLine : undefined;
    for await (const piece of packing === 'identity' ? pieces : unpacked(pieces, packing, mostPacked)) {
      length += piece.length;
      if (length > this.#limit) throw tooLarge(this.#limit);
      yield piece;
    }
  }
}

/** From how many bytes on a body waits for room: smaller ones are here before anybody could wait. */
const LARGE = 64 * 1024;

const LINE_END = '\n'.charCodeAt(0);

/** What comes, at the pace of whoever takes it. The connection outlives it, as it has to carry an answer. */
async function* arriving(request: Request): AsyncGenerator<Buffer> {
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      yield piece as Buffer;
      if (isMuchAtOnce((piece as Buffer).length)) await afterOthers();
    }
  } catch {
    throw interrupted();
  } finally {
    request.resume(); // Node reads the rest of the body, and throws it away.
  }
}

/** The most that all clients together may send in one turn of the event loop: about a millisecond of its time. */
const MOST_AT_ONCE = 1024 * 1024;
let takenAtOnce = 0;

/** Whether others have to have their turn, as a lot has come: 32 fast clients could send 64 MB at once. */
function isMuchAtOnce(bytes: number): boolean {
  if (takenAtOnce === 0) setImmediate(() => (takenAtOnce = 0));
  takenAtOnce += bytes;
  return takenAtOnce >= MOST_AT_ONCE;
}

/**
 * With events: for small bodies these are quicker than an iteration.
 * @param hold counts a piece in the memory, where that has not been done already.
 */
function collect(
  request: Request,
  limit: number,
  turn: Turn,
  encoding: Encoding,
  hold: (piece: Buffer) => void,
): Promise<PackedBody> {
  return new Promise((resolve, reject) => {
    checkLength(request, limit);
    const pieces: Buffer[] = [];
    let length = 0;
    const take = (piece: Buffer) => {
      length += piece.length;
      try {
        if (length > limit) throw tooLarge(limit);
        hold(piece);
        pieces.push(piece);
        if (!isMuchAtOnce(piece.length)) return;
        request.pause();
        setImmediate(() => request.resume());
      } catch (problem) {
        pieces.length = 0;
        request.off('data', take); // Node reads the rest of the body, and throws it away.
        request.resume();
        reject(problem);
      }
    };
    request.on('data', take);
    request.on('end', () => {
      turn.begin();
      resolve({ pieces, length, encoding });
    });
    request.on('error', () => reject(interrupted()));
  });
}

function checkLength(request: Request, limit: number): void {
  if (Number(request.headers['content-length']) > limit) throw tooLarge(limit);
}

function interrupted(): Problem {
  return new Problem(400, 'The client closed the connection in the middle of the body.');
}
