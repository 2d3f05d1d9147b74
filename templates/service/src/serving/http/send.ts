import type { Response } from 'express';
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

/**
 * Sends an answer while it is made, as fast as the client takes it. Nothing is sent before the first piece, so that an
 * error until then has an answer of its own; a later one cuts the connection.
 */
export async function sendPieces(response: Response, type: string, pieces: Pieces): Promise<void> {
  response.setHeader('Content-Type', type);
  for await (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await drained(response);
  }
  response.end();
}

function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}

export function sendJson(response: Response, body: unknown, status = 200): void {
  send(response, status, 'application/json', JSON.stringify(body));
}
