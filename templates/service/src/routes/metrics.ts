import { Router } from 'express';
import { onlyMethods } from '../serving/http/errors.ts';
import { send } from '../serving/http/send.ts';
import type { Service } from '../serving/service.ts';

/** GET /metrics: Prometheus text. */
export function metricsText({ metrics: { registry, modelInfo }, card, config }: Service): Router {
  const { file, sha256 } = card.source;
  modelInfo.set({ name: config.name, version: config.version, file, sha256 }, 1);
  const router = Router();
  router.get('/metrics', async (_request, response) => {
    send(response, 200, registry.contentType, await registry.metrics());
  });
  router.all('/metrics', onlyMethods('GET', 'HEAD'));
  return router;
}
