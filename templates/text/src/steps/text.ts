import { Router } from 'express';
import { prediction } from '../serving/prediction.ts';
import type { Check, Step } from '../serving/step.ts';
import { embeddings } from '../serving/texts/embeddings.ts';
import { TextEncoder } from '../serving/texts/encode.ts';
import { models } from '../serving/texts/models.ts';
import { textModel } from '../serving/texts/model.ts';
import { textPrediction } from '../serving/texts/predictions.ts';
import { readSettings } from '../serving/texts/settings.ts';

/**
 * POST /predict takes texts, as well as tensors; model/preprocess.json says how they become the model's inputs. A model that
 * embeds answers POST /v1/embeddings, too.
 */
const text: Step = (service, preprocess) => {
  const model = textModel(service, preprocess);
  const router = Router().use(prediction(service, textPrediction(service, model)));
  const { output } = model.settings;
  if (output.kind !== 'embedding') return router;
  return router.use(prediction(service, embeddings(service, model, output))).use(models(service));
};

/** Whether the settings fit the model, and the tokenizer can be read. */
export const check: Check = (card, preprocess) => {
  new TextEncoder(readSettings(preprocess, card));
};

export default text;
