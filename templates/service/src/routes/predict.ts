import type { RequestHandler } from 'express';
import { jsonPrediction } from '../serving/predict/json-prediction.ts';
import { prediction } from '../serving/prediction.ts';
import type { Service } from '../serving/service.ts';
import { tablePredictions } from '../serving/tables/table-predictions.ts';

/** POST /predict: the model's answer to named tensors or rows in JSON, and to tables of any length. */
export function predict(service: Service): RequestHandler {
  return prediction(service, jsonPrediction(service), ...tablePredictions(service));
}
