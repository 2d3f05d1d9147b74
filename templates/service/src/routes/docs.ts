import type { RequestHandler } from 'express';
import { Router } from 'express';
import { prefixOf } from '../serving/http/elsewhere.ts';
import { onlyMethods } from '../serving/http/errors.ts';
import { send } from '../serving/http/send.ts';
import { below, openapi } from '../serving/openapi/document.ts';
import { exampleShown } from '../serving/openapi/prediction.ts';
import { page } from '../serving/page/page.ts';
import type { Service } from '../serving/service.ts';
import { stringifyJson } from '../serving/tensors/json.ts';

/** Everything comes from this service: nothing inline but styles' attributes, nothing from elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** GET /docs: Swagger UI. GET /openapi.json: what it shows. GET /: the page for people; with PAGE=off it leads to /docs. */
export function docs(service: Service): Router {
  const { config } = service;
  let document: Buffer | undefined; // made once: with hundreds of inputs that takes tens of milliseconds
  const router = Router({ strict: true });
  router.use(page(service)); // GET / and GET /page/…
  router.get('/openapi.json', (request, response) => {
    const text = document ?? Buffer.from(stringifyJson(openapi(service)));
    if (service.inference.ready) document = text; // It has the model's answer to the example now, if there is any.
    send(response, 200, 'application/json', ...below(text, prefixOf(request, config)));
  });
  router.use('/docs', (_request, response, next) => {
    response.setHeader('Content-Security-Policy', POLICY);
    next();
  });
  router.get('/docs', (_request, response) =>
    send(response, 200, 'text/html; charset=utf-8', swagger(config.name)),
  );
  router.get('/docs/', (request, response) => response.redirect(302, `${prefixOf(request, config)}/docs`));
  router.get('/docs/start.js', (_request, response) =>
    send(response, 200, 'text/javascript', start(service)),
  );
  router.use('/docs', swaggerFiles());
  router.all(['/', '/docs', '/openapi.json'], onlyMethods('GET', 'HEAD'));
  return router;
}

/** Swagger UI's own files. Its package is loaded when somebody asks for one, not at every start. */
function swaggerFiles(): RequestHandler {
  let files: Promise<Router> | undefined;
  return (request, response, next) => {
    files ??= import('swagger-ui-express').then(({ serve }) => Router().use(serve));
    files.then((router) => router(request, response, next), next);
  };
}

/** Swagger UI's own page has inline scripts and styles, which the policy forbids. `name` needs no escaping. */
const swagger = (name: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${name}</title>
    <link rel="icon" href="docs/favicon-32x32.png">
    <link rel="stylesheet" href="docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

/** Characters of an example in JSON. With 150,000 numbers, colours stop a browser for minutes; without, it answers. */
const MOST_COLOURED = 20_000;

/**
 * What starts Swagger UI. POST /predict is open, as what people come for; where its example is long it is neither
 * opened, which takes seconds, nor coloured. validatorUrl: Swagger UI would otherwise show the document to a server
 * of its makers.
 */
function start(service: Service): string {
  const isShort = stringifyJson(exampleShown(service) ?? {}).length <= MOST_COLOURED;
  return `const first = ['operations', 'Prediction', 'predict'].join();
const openFirst = () => ({
  statePlugins: {
    layout: {
      wrapSelectors: {
        isShown: (isShown) => (state, path, otherwise) => isShown(path, otherwise || String(path) === first),
      },
    },
  },
});

SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: -1,
  plugins: [${isShort ? 'openFirst' : ''}],
  syntaxHighlight: ${isShort},
  validatorUrl: null,
});
`;
}
