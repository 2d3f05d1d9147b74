import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Router, type Response } from 'express';
import { prefixOf } from '../http/elsewhere.ts';
import { onlyMethods } from '../http/errors.ts';
import { send } from '../http/send.ts';
import type { Service } from '../service.ts';
import { stringifyJson } from '../tensors/json.ts';
import { pageModel } from './model.ts';
import { examplePicture } from './page-step.ts';

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

/** GET /: the page for people. GET /page/…: its files, and what it knows of the model. With PAGE=off, / leads to /docs. */
export function page(service: Service): Router {
  const { config } = service;
  const router = Router({ strict: true });
  if (!config.page) {
    router.get('/', (request, response) => response.redirect(302, `${prefixOf(request, config)}/docs`));
    return router;
  }
  const sendFile = fileSender();
  router.get('/', (request, response, next) => {
    // Links are relative: below a path, that has to end with a slash.
    const [path, ...query] = request.originalUrl.split('?');
    if (path!.endsWith('/')) sendFile('index.html', response, next);
    else response.redirect(302, [`${prefixOf(request, config)}/`, ...query].join('?'));
  });
  router.get('/page/model.json', (_request, response) =>
    send(response, 200, 'application/json', stringifyJson(pageModel(service))),
  );
  router.all('/page/model.json', onlyMethods('GET', 'HEAD'));
  const picture = examplePicture();
  if (picture)
    router.get('/page/example', (_request, response) =>
      send(response, 200, picture.type, readFileSync(picture.file)),
    );
  router.get('/page/:file', ({ params }, response, next) => sendFile(params.file, response, next));
  return router;
}

/** Sends one of the page's files, or leaves the request to others where there is none of this name. */
function fileSender(): (file: string, response: Response, next: () => void) => void {
  const served = readdirSync(directory).filter((file) => extname(file) in TYPES);
  const files = new Map<string, Buffer>(); // read when somebody opens the page
  return (file, response, next) => {
    if (!served.includes(file)) return next();
    const bytes = files.get(file) ?? readFileSync(join(directory, file));
    files.set(file, bytes);
    response.setHeader('Content-Security-Policy', POLICY);
    send(response, 200, TYPES[extname(file)]!, bytes);
  };
}
