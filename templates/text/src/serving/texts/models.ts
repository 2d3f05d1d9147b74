import { statSync } from 'node:fs';
import { Router } from 'express';
import { modelFile } from '../../card.ts';
import { onlyMethods } from '../http/errors.ts';
import { sendJson } from '../http/send.ts';
import type { Service } from '../service.ts';
import { otherModel } from './embeddings-in-json.ts';

/** GET /v1/models and /v1/models/NAME: clients of OpenAI's API look there for what they can ask. */
export function models({ config }: Pick<Service, 'config'>): Router {
  const { name } = config;
  const created = Math.floor(statSync(modelFile).mtimeMs / 1000);
  const model = { id: name, object: 'model', created, owned_by: 'ml-docker' };
  const router = Router({ caseSensitive: true });
  router.get('/v1/models', (_request, response) => sendJson(response, { object: 'list', data: [model] }));
  router.get('/v1/models/:model', (request, response) => {
    if (request.params.model !== name) throw otherModel(request.params.model, name);
    sendJson(response, model);
  });
  router.all(['/v1/models', '/v1/models/:model'], onlyMethods('GET', 'HEAD'));
  return router;
}
