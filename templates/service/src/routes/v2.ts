import { Router } from 'express';
import { onlyMethods } from '../serving/http/errors.ts';
import { sendJson } from '../serving/http/send.ts';
import { cardAsRun } from '../serving/openapi/as-run.ts';
import { prediction } from '../serving/prediction.ts';
import type { Service } from '../serving/service.ts';
import { inferPrediction, modelPath, requireModel } from '../serving/v2/infer-prediction.ts';
import { modelMetadata, serverMetadata } from '../serving/v2/metadata.ts';
import { requireReady } from './health.ts';

/** The Open Inference Protocol, version 2, with the binary tensor data extension. */
export function v2(service: Service): Router {
  const { config } = service;
  const router = Router({ caseSensitive: true });

  router.get(['/v2', '/v2/'], (_request, response) =>
    sendJson(response, serverMetadata(config.name, config.version)),
  );
  router.get('/v2/health/live', (_request, response) => sendJson(response, { live: true }));
  router.get('/v2/health/ready', (_request, response) => {
    requireReady(service);
    sendJson(response, { ready: true });
  });

  router.get(modelPath(''), (request, response) => {
    requireModel(request, config.name);
    sendJson(response, modelMetadata(config.name, cardAsRun(service)));
  });
  router.get(modelPath('/ready'), (request, response) => {
    requireModel(request, config.name);
    requireReady(service);
    sendJson(response, { name: config.name, ready: true });
  });
  router.use(prediction(service, inferPrediction(service)));

  router.all(
    ['/v2', '/v2/', '/v2/health/live', '/v2/health/ready', ...modelPath(''), ...modelPath('/ready')],
    onlyMethods('GET', 'HEAD'),
  );
  return router;
}
