import { Router } from 'express';
import { AggregatorRegistry, type PrometheusContentType } from 'prom-client';
import { onlyMethods } from '../serving/http/errors.ts';
import { send } from '../serving/http/send.ts';
import type { Values } from '../serving/processes/messages.ts';
import { countWhenAsked, gathered } from '../serving/processes/process.ts';
import type { Service } from '../serving/service.ts';
import { addTritonMetrics } from '../serving/triton-metrics.ts';

/** GET /metrics: Prometheus text, of all processes of the service. */
export function metricsText(service: Service): Router {
  const { metrics, card, config, predictions } = service;
  const { registry, modelInfo } = metrics;
  const { file, sha256 } = card.source;
  modelInfo.set({ name: config.name, version: config.version, file, sha256 }, 1);
  const count = () => registry.getMetricsAsJSON() as Promise<Values>;
  countWhenAsked(count);
  const router = Router();
  router.get('/metrics', async (_request, response) => {
    const all = AggregatorRegistry.aggregate<PrometheusContentType>(await gathered(count));
    await addTritonMetrics(
      all,
      config.name,
      predictions.map(({ path }) => [path].flat()[0]!),
    );
    send(response, 200, registry.contentType, await all.metrics());
  });
  router.all('/metrics', onlyMethods('GET', 'HEAD'));
  return router;
}
