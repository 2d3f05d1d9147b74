import {
  Counter,
  Gauge,
  type MetricObjectWithValues,
  type MetricValueWithName,
  type Registry,
} from 'prom-client';

const LABELS = ['model', 'version'];

/** What is counted has a name of its own where it is part of a histogram. */
type Counted = MetricObjectWithValues<MetricValueWithName<string>>[];
type Labels = Partial<Record<string, string | number>>;

/**
 * The same counts under the names that Triton has for them, so that dashboards and alerts made for Triton work. They are
 * made of what is counted anyhow when somebody asks, and cost no request anything. What is not measured is left out: the
 * time in the queue, and of a body's way to a tensor and back.
 * @param all what all processes have counted.
 * @param routes those that predict, as `http_requests_total` names them.
 * Source: the table of metrics in Triton's user guide.
 */
export async function addTritonMetrics(all: Registry, model: string, routes: string[]): Promise<void> {
  const counted = ((await all.getMetricsAsJSON()) as Counted).flatMap(({ name, values }) =>
    values.map(({ metricName = name, labels, value }) => ({
      name: metricName,
      labels: labels,
      value,
    })),
  );
  const sum = (name: string, counts: (labels: Labels) => boolean = () => true): number =>
    counted
      .filter((one) => one.name === name && counts(one.labels))
      .reduce((total, { value }) => total + value, 0);
  const predicts = ({ route }: Labels): boolean => routes.includes(String(route));
  const succeeds = ({ status }: Labels): boolean => /^2/.test(String(status));
  const count = (name: string, help: string, value: number): void =>
    new Counter({ name, help, labelNames: LABELS, registers: [all] }).inc({ model, version: '1' }, value);

  const requests = sum('http_requests_total', predicts);
  const successes = sum('http_requests_total', (labels) => predicts(labels) && succeeds(labels));
  count('nv_inference_request_success', 'Requests for a prediction that got one.', successes);
  count('nv_inference_request_failure', 'Requests for a prediction that got none.', requests - successes);
  count('nv_inference_count', 'Requests that the model has run for.', sum('inference_batch_requests_sum'));
  count('nv_inference_exec_count', 'Runs of the model.', sum('inference_batch_requests_count'));
  count(
    'nv_inference_request_duration_us',
    'Time from requests for a prediction to the end of their answers, in microseconds.',
    1e6 * sum('http_request_duration_seconds_sum', predicts),
  );
  count(
    'nv_inference_compute_infer_duration_us',
    'Time of the runs of the model, in microseconds.',
    1e6 * sum('inference_run_duration_seconds_sum'),
  );
  new Gauge({
    name: 'nv_inference_pending_request_count',
    help: 'Requests that wait for a worker.',
    labelNames: LABELS,
    registers: [all],
  }).set({ model, version: '1' }, sum('inference_queue_depth'));
}
