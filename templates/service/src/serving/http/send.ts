import type { Response } from 'express';
import { Problem } from '../problems.ts';
import { writeHeadOf } from './head.ts';

/**
 * Sends a whole answer. Express's own `send` also makes an ETag, which costs more than a small prediction.
 * @param parts the body; they are not copied together, as they may be large.
 */
export function send(
  response: Response,
  status: number,
  type: string,
  ...parts: (string | Uint8Array)[]
): void {
  const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  writeHeadOf(response, status, type, length);
  const last = parts.pop();
  if (parts.length > 0) response.cork();
  for (const part of parts) response.write(part);
  response.end(last);
}

/** What follows each other in a body whose length is not known. */
export type Pieces = AsyncIterable<string | Uint8Array>;

/** A client that takes nothing of its answer for so long has its connection cut: it may wait for us to read on. */
const PATIENCE_MS = 30_000;

/**
 * Sends an answer while it is made, as fast as the client takes it. Nothing is sent before the first piece, so that an
 * error until then has an answer of its own; a later one cuts the connection.
 * @param type of the answer, where the response has none by its first piece.
 * @throws Problem where the client takes nothing for half a minute.
 */
export async function sendPieces(response: Response, type: string, pieces: Pieces): Promise<void> {
  for await (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.headersSent && !response.hasHeader('Content-Type'))
      response.setHeader('Content-Type', type);
    if (!response.write(piece)) await drained(response);
  }
  response.end();
}

function drained(response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => () => {
      clearTimeout(timer);
      response.off('drain', go).off('close', go);
      done();
    };
    const go = settle(resolve);
    const timer = setTimeout(
      settle(() => reject(new Problem(400, STUCK))),
      PATIENCE_MS,
    );
    response.on('drain', go).on('close', go);
  });
}

const STUCK =
  'The client has read nothing of its answer for 30 s. A client that sends a long table has to read while it sends, as ' +
  'curl -T does; one that cannot takes docker run -i IMAGE predict.';

export function sendJson(response: Response, body: unknown, status = 200): void {
  send(response, status, 'application/json', JSON.stringify(body));
}
