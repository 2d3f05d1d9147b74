import type { Response } from 'express';

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
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader(
    'Content-Length',
    parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0),
  );
  const last = parts.pop();
  if (parts.length > 0) response.cork();
  for (const part of parts) response.write(part);
  response.end(last);
}

export function sendJson(response: Response, body: unknown, status = 200): void {
  send(response, status, 'application/json', JSON.stringify(body));
}
