/*
 * `node src/serving/check.ts`: loads the model and runs it once, as the service would, and ends with 1 where that
 * fails. The Dockerfile's build stage runs it, so that a model that cannot be served never becomes an image.
 */
import { readCard } from '../card.ts';
import { readConfig } from '../config.ts';
import { Inference } from './inference/inference.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { loadStep } from './step.ts';

try {
  const card = readCard();
  const config = readConfig(process.env, card);
  await loadStep();
  const inference = new Inference(card, { ...config, workers: 1 }, createLog('warn'), createMetrics());
  try {
    await inference.start();
  } finally {
    await inference.stop(); // A worker that waits for work would keep the process alive.
  }
  console.log(`The model ${card.source.file} can be served.`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
