import type { Card } from '../card.ts';
import type { Codec } from './codec/codec.ts';
import type { Config } from '../config.ts';
import type { Memory } from './http/turn.ts';
import type { Inference } from './inference/inference.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Prediction } from './prediction.ts';

/** The parts of the service that the routes use. app.ts puts them together. */
export interface Service {
  card: Card;
  config: Config;
  log: Log;
  metrics: Metrics;
  codec: Codec;
  memory: Memory;
  inference: Inference;
  lifecycle: Lifecycle;
  /** The routes that predict, for the OpenAPI document: `prediction` adds each of them. */
  predictions: Prediction<unknown>[];
}
