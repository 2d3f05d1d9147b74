import type { Card } from '../card.ts';
import { readConfig } from '../config.ts';
import { Inference } from './inference/inference.ts';
import { writeProven } from './inference/proven.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';

/**
 * Loads the model and runs it, as a start of the service does, and writes model/proof.json: what starts on this kind of
 * processor need not find out again.
 * @throws Error with ONNX Runtime's reason where the model cannot be loaded or run.
 */
export async function prove(card: Card): Promise<void> {
  const { threads, ...settings } = readConfig(process.env, card);
  const config = { ...settings, threads: threads.slice(0, 1), mayRunHere: false, batch: 64 };
  const inference = new Inference(card, config, createLog('warn'), createMetrics());
  try {
    writeProven(await inference.start(), card);
  } finally {
    await inference.stop(); // A worker that waits for work would keep the process alive.
  }
}
