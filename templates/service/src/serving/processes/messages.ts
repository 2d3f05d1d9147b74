import type { MetricObjectWithValues, MetricValue } from 'prom-client';

/** What the metrics of one process are, as prom-client has them. */
export type Values = MetricObjectWithValues<MetricValue<string>>[];

/** From a process to the one that leads. */
export type ToLeader =
  | { kind: 'ready' }
  /** Wants to know what all processes count. */
  | { kind: 'gather' }
  /** What this one counts. */
  | { kind: 'counted'; values: Values };

/** From the one that leads. */
export type FromLeader =
  | { kind: 'count' }
  /** What all of them count. */
  | { kind: 'gathered'; values: Values[] };
