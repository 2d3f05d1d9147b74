import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Service } from '../service.ts';
import { writeHeadOfAll } from './head.ts';

/**
 * Health checks and scrapes come every few seconds: they would drown everything else in the log. That a service is
 * not ready while it starts or stops is not a failure either.
 */
const PROBE =
  /^\/(livez|readyz|metrics|v2\/health\/(live|ready)|v2\/models\/[^/]+(\/versions\/[^/]+)?\/ready)\/?$/i;

/** Gives every request an id, security headers, a log line and its place in the metrics. */
export function observe({ log, metrics, lifecycle }: Service): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const id = idOf(request);
    response.locals.id = id;
    response.writeHead = writeHeadOfAll; // security headers, and the id
    lifecycle.follow(response);
    response.on('close', () => {
      const seconds = (performance.now() - started) / 1000;
      // 499: the client closed the connection before its answer; the code that web servers log for it.
      const status = response.writableFinished ? response.statusCode : 499;
      const route = routeOf(request);
      metrics.requests.inc({ method: request.method, route, status });
      metrics.latency.observe({ route }, seconds);
      log[levelOf(request.path, status)]({
        id,
        method: request.method,
        url: request.originalUrl,
        status,
        ms: Math.round(seconds * 1e4) / 10,
      });
    });
    if (lifecycle.closing === undefined) next();
    else void lifecycle.closing.then(() => next());
  };
}

/** What a request is worth in the log: our failures, the clients' mistakes, the rest. */
function levelOf(path: string, status: number): 'debug' | 'info' | 'warn' | 'error' {
  if (PROBE.test(path)) return 'debug';
  if (status >= 500) return 'error';
  return status >= 400 ? 'warn' : 'info';
}

/** A client's own id is kept, so that one request can be followed through several services. */
function idOf(request: Request): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:/+=-]{1,128}$/.test(given) ? given : randomUUID();
}

/** The route's pattern: a label with few values, whatever paths the clients try. */
function routeOf(request: Request): string {
  const path = (request.route as { path?: string | string[] } | undefined)?.path;
  return path === undefined ? 'none' : typeof path === 'string' ? path : path[0]!;
}
