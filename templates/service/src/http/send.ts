import type { Response } from 'express';

/**
 * Sends a whole answer. Express's own `send` also makes an ETag, which costs more than a small prediction.
 */
export function send(response: Response, status: number, type: string, body: string | Buffer): void {
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

export function sendJson(response: Response, body: unknown, status = 200): void {
  send(response, status, 'application/json', JSON.stringify(body));
}
