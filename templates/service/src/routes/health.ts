import { Router } from 'express';
import { onlyMethods } from '../serving/http/errors.ts';
import { sendJson } from '../serving/http/send.ts';
import { Problem } from '../serving/problems.ts';
import type { Service } from '../serving/service.ts';

/**
 * GET /livez: the process answers. GET /readyz: the model has been loaded and run, and the service is not
 * stopping.
 */
export function health(service: Service): Router {
  const router = Router();
  router.get('/livez', (_request, response) => sendJson(response, { live: true }));
  router.get('/readyz', (_request, response) => {
    requireReady(service);
    sendJson(response, { ready: true });
  });
  router.all(['/livez', '/readyz'], onlyMethods('GET', 'HEAD'));
  return router;
}

/** @throws Problem 503 that says why the service is not ready. */
export function requireReady({ inference, lifecycle }: Service): void {
  const headers = { 'Retry-After': '1' };
  if (lifecycle.draining) throw new Problem(503, 'The service is stopping.', { headers });
  if (!inference.ready) throw new Problem(503, 'The model is being loaded.', { headers });
}
