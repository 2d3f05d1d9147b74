import { Router } from 'express';
import { pictureInference } from '../serving/pictures/inference.ts';
import { picturePredictions } from '../serving/pictures/predictions.ts';
import { PictureReader } from '../serving/pictures/reader.ts';
import { readSettings } from '../serving/pictures/settings.ts';
import { prediction } from '../serving/prediction.ts';
import type { Step } from '../serving/step.ts';

/** Pictures in place of the model's tensor: what becomes of them, and what the outputs mean, is in model/preprocess.json. */
const image: Step = (service, preprocess) => {
  const settings = readSettings(preprocess, service.card);
  const reader = new PictureReader(settings, service);
  const [first, ...others] = picturePredictions(service, settings, reader);
  return Router().use(
    prediction(service, first!, ...others),
    prediction(service, pictureInference(service, settings, reader)),
  );
};

export default image;
