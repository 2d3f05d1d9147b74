import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** 0.5 ms to 30 s, the span from a small tree to a long deadline. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Why a request got no answer. Each has a line from the start, as Prometheus sees no increase of what was not there before. */
const REFUSALS = ['queue full', 'memory', 'deadline', 'client gone'];

export type Metrics = ReturnType<typeof createMetrics>;

/** The service's Prometheus metrics, beside those of the process that prom-client has by default. */
export function createMetrics() {
  const registry = new Registry();
  // By default it looks at the event loop every 10 ms, which is all that an idle service does.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const registers = [registry];
  const refused = new Counter({
    name: 'inference_refused_total',
    help: 'Requests without an answer: a queue or the memory was full, the deadline passed, or the client left.',
    labelNames: ['reason'],
    registers,
  });
  for (const reason of REFUSALS) refused.inc({ reason }, 0);
  return {
    registry,
    refused,
    requests: new Counter({
      name: 'http_requests_total',
      help: 'Requests by method, route and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    latency: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from a request to the end of its answer, by route.',
      labelNames: ['route'],
      buckets: SECONDS,
      registers,
    }),
    queueDepth: new Gauge({
      name: 'inference_queue_depth',
      help: 'Requests that wait for a worker.',
      registers,
    }),
    batchRequests: new Histogram({
      name: 'inference_batch_requests',
      help: 'Requests that were joined to one run of the model.',
      buckets: [1, 2, 4, 8, 16, 32, 64],
      registers,
    }),
    runTime: new Histogram({
      name: 'inference_run_duration_seconds',
      help: 'Time of one run of the model.',
      buckets: SECONDS,
      registers,
    }),
    workerRestarts: new Counter({
      name: 'inference_worker_restarts_total',
      help: 'Workers that died and were replaced.',
      registers,
    }),
    codecQueueDepth: new Gauge({
      name: 'codec_queue_depth',
      help: 'Large bodies to read, and large answers to write, that wait for the thread that does so.',
      registers,
    }),
    codecRestarts: new Counter({
      name: 'codec_restarts_total',
      help: 'Threads for large bodies that died and were replaced.',
      registers,
    }),
    batching: new Gauge({
      name: 'inference_batching',
      aggregator: 'first',
      help: '1 where requests are joined to batches, and why or why not.',
      labelNames: ['reason'],
      registers,
    }),
    runsHere: new Gauge({
      name: 'inference_on_serving_thread',
      aggregator: 'first',
      help: '1 where the model runs in the thread that serves, as its runs are short; 0 where it has threads of its own.',
      registers,
    }),
    modelInfo: new Gauge({
      name: 'model_info',
      aggregator: 'first',
      help: 'Always 1; the labels tell which model is served.',
      labelNames: ['name', 'version', 'file', 'sha256'],
      registers,
    }),
  };
}
