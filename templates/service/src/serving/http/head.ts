import { ServerResponse } from 'node:http';
import type { Response } from 'express';

/** Headers of every answer. Pages that need more than nothing (the docs) replace the policy. */
const HEADERS = [
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cache-Control', 'no-store'],
] as const;
const FLAT = HEADERS.flat();

const { writeHead } = ServerResponse.prototype;

/** In place of an answer's own `writeHead`: adds the headers of every answer that it does not have. */
export function writeHeadOfAll(this: Response, ...head: unknown[]): Response {
  for (const [name, value] of HEADERS) if (!this.hasHeader(name)) this.setHeader(name, value);
  this.setHeader('X-Request-Id', this.locals.id as string);
  return writeHead.apply(this, head as never) as Response;
}

/**
 * The head of an answer whose length is known. Where nobody has set a header before, all go to Node as one list, which takes
 * it a third of the time.
 */
export function writeHeadOf(response: Response, status: number, type: string, length: number): void {
  if (response.getHeaderNames().length > 0) {
    response.setHeader('Content-Type', type).setHeader('Content-Length', length);
    response.writeHead(status);
    return;
  }
  const id = response.locals.id as string;
  const own = ['X-Request-Id', id, 'Content-Type', type, 'Content-Length', String(length)];
  writeHead.call(response, status, [...FLAT, ...own] as never);
}
