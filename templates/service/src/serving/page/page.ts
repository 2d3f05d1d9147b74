import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Router, type Response } from 'express';
import { onlyMethods } from '../http/errors.ts';
import { send } from '../http/send.ts';
import type { Service } from '../service.ts';
import { stringifyJson } from '../tensors/json.ts';
import { pageModel } from './model.ts';

/** Everything comes from this service, and nothing stands in the page itself: neither scripts nor styles. */
const POLICY = [
  "default-src 'self'",
  "img-src 'self' blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const directory = join(import.meta.dirname, 'files');

/** GET /: the page for people, with a form and a place for tables. GET /page/…: its files, and what it knows of the model. */
export function page(service: Service): Router {
  const served = readdirSync(directory).filter((file) => extname(file) in TYPES);
  const files = new Map<string, Buffer>(); // read when somebody opens the page
  const sendFile = (response: Response, file: string) => {
    const bytes = files.get(file) ?? readFileSync(join(directory, file));
    files.set(file, bytes);
    response.setHeader('Content-Security-Policy', POLICY);
    send(response, 200, TYPES[extname(file)]!, bytes);
  };
  const router = Router({ strict: true });
  router.get('/', (_request, response) => sendFile(response, 'index.html'));
  router.get('/page/model.json', (_request, response) =>
    send(response, 200, 'application/json', stringifyJson(pageModel(service))),
  );
  router.all(['/', '/page/model.json'], onlyMethods('GET', 'HEAD'));
  router.get('/page/:file', ({ params }, response, next) =>
    served.includes(params.file) ? sendFile(response, params.file) : next(),
  );
  return router;
}
