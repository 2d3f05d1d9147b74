import type { Request, RequestHandler, Response } from 'express';
import type { Config } from '../../config.ts';

/** A path as a proxy gives it: `/models/iris`. Two slashes would make another host of it. */
export const BASE_PATH = /^(?:\/[\w.~-]+)+$/;

/** An origin as browsers write it, or all: `https://example.com`, `http://localhost:3000`, `*`. */
export const ORIGINS = /^(?:\*|https?:\/\/[^/,\s]+(?:\s*,\s*https?:\/\/[^/,\s]+)*)$/;

/**
 * For requests that come by way of something else: of a proxy that has the service below a path of its own (BASE_PATH, or the
 * header X-Forwarded-Prefix), and of pages of other origins (CORS).
 */
export function elsewhere({ basePath, origins }: Config): RequestHandler {
  return (request, response, next) => {
    // A proxy may take its path off, or leave it.
    if (basePath !== '' && isBelow(request.url, basePath)) {
      const rest = request.url.slice(basePath.length);
      request.url = rest.startsWith('/') ? rest : `/${rest}`;
    }
    if (origins.length > 0 && allowOrigin(request, response, origins)) return;
    next();
  };
}

/** The path that clients have before those of the service; '' where there is none. */
export function prefixOf(request: Request, { basePath }: Config): string {
  const given = request.get('X-Forwarded-Prefix')?.replace(/\/$/, '') ?? '';
  return basePath === '' && BASE_PATH.test(given) ? given : basePath;
}

function isBelow(url: string, basePath: string): boolean {
  return url.startsWith(basePath) && /^(?:[/?]|$)/.test(url.slice(basePath.length));
}

/** What a page may send and see beside what every page may. */
const REQUEST_HEADERS =
  'Content-Type, Content-Encoding, X-API-Key, Authorization, X-Request-Id, Inference-Header-Content-Length';
const ANSWER_HEADERS = 'X-Request-Id, X-Notice, Retry-After, Inference-Header-Content-Length';

/** Says which pages may read the answer. @returns whether that was the answer, to a preflight. */
function allowOrigin(request: Request, response: Response, origins: string[]): boolean {
  const { origin } = request.headers;
  response.vary('Origin');
  if (origin === undefined || !(origins.includes('*') || origins.includes(origin))) return false;
  response.setHeader('Access-Control-Allow-Origin', origins.includes('*') ? '*' : origin);
  response.setHeader('Access-Control-Expose-Headers', ANSWER_HEADERS);
  if (request.method !== 'OPTIONS' || request.get('Access-Control-Request-Method') === undefined)
    return false;
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
  response.setHeader('Access-Control-Allow-Headers', REQUEST_HEADERS);
  response.setHeader('Access-Control-Max-Age', '600');
  response.status(204).end();
  return true;
}
