import type { MetricObjectWithValues, MetricValue } from 'prom-client';

/** What the metrics of one process are, as prom-client has them. */
export type Values = MetricObjectWithValues<MetricValue<string>>[];

/** Where the processes of a service that stops wait for each other: none answers a request, none listens. */
export type Step = 'held' | 'closed';

/** From a process to the one that leads. */
export type ToLeader =
  | { kind: 'ready' }
  /** Wants to know what all processes count. */
  | { kind: 'gather' }
  /** What this one counts. */
  | { kind: 'counted'; values: Values }
  /** While all of them stop: has come so far, and waits for the others. */
  | { kind: 'reached'; step: Step };

/** From the one that leads. */
export type FromLeader =
  | { kind: 'count' }
  /** What all of them count. */
  | { kind: 'gathered'; values: Values[] }
  /** All that stop have come so far. */
  | { kind: 'go'; step: Step };
