/*
 * `node src/serving/check.ts`: loads the model and runs it, as the service would, and ends with 1 where that fails. The
 * Dockerfile's build stage runs it, so that a model that cannot be served never becomes an image. What it finds out
 * about the model stays in model/proof.json.
 */
import { readCard } from '../card.ts';
import { prove } from './prove.ts';
import { loadStep } from './step.ts';

try {
  const card = readCard();
  const loaded = await loadStep();
  loaded?.check?.(card, loaded.settings);
  await prove(card);
  console.log(`The model ${card.source.file} can be served.`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
