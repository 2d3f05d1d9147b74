import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Problem } from '../problems.ts';

/**
 * Lets a request pass that carries the key, as `X-API-Key: KEY` or `Authorization: Bearer KEY`; every request
 * where no key is configured.
 */
export function requireKey(key: string | undefined): RequestHandler {
  if (key === undefined) return (_request, _response, next) => next();
  const wanted = digest(key);
  return (request, _response, next) => {
    const bearer = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const given = request.get('X-API-Key') ?? bearer;
    // Of equal length and compared in constant time, so that nothing can be learned from how long it takes.
    if (given !== undefined && timingSafeEqual(digest(given), wanted)) return next();
    const detail =
      given === undefined ? 'This needs an API key, as X-API-Key or Bearer.' : 'The API key is wrong.';
    throw new Problem(401, detail, { headers: { 'WWW-Authenticate': 'Bearer' } });
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
