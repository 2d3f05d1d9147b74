import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AggregatorRegistry, type PrometheusContentType } from 'prom-client';
import { createMetrics } from '../../src/serving/metrics.ts';
import type { Values } from '../../src/serving/processes/messages.ts';
import { addTritonMetrics } from '../../src/serving/triton-metrics.ts';

/** What two processes have counted, with the metrics of Triton. */
async function scraped(...processes: ReturnType<typeof createMetrics>[]): Promise<string[]> {
  const values = await Promise.all(
    processes.map(({ registry }) => registry.getMetricsAsJSON() as Promise<Values>),
  );
  const all = AggregatorRegistry.aggregate<PrometheusContentType>(values);
  await addTritonMetrics(all, 'api', ['/predict', '/v2/models/:model/infer']);
  return (await all.metrics()).split('\n').filter((line) => line.startsWith('nv_'));
}

const line = (name: string, value: number) => `nv_inference_${name}{model="api",version="1"} ${value}`;

test('requests for a prediction are counted as Triton does, of all processes together', async () => {
  const [first, second] = [createMetrics(), createMetrics()];
  const count = (metrics: typeof first, route: string, status: number, seconds: number) => {
    metrics.requests.inc({ method: 'POST', route, status });
    metrics.latency.observe({ route }, seconds);
  };
  count(first, '/predict', 200, 0.25);
  count(first, '/predict', 400, 0.5);
  count(first, '/readyz', 200, 8);
  count(second, '/v2/models/:model/infer', 200, 0.25);
  first.batchRequests.observe(3);
  second.batchRequests.observe(1);
  first.runTime.observe(0.125);
  first.queueDepth.set(2);
  second.queueDepth.set(5);
  assert.deepEqual(await scraped(first, second), [
    line('request_success', 2),
    line('request_failure', 1),
    line('count', 4),
    line('exec_count', 2),
    line('request_duration_us', 1_000_000),
    line('compute_infer_duration_us', 125_000),
    line('pending_request_count', 7),
  ]);
});

test('each of them is there before the first request', async () => {
  const lines = await scraped(createMetrics());
  assert.equal(lines.length, 7);
  for (const text of lines) assert.match(text, / 0$/);
});
