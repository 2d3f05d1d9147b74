import { JSON_BODY } from '../http/media-type.ts';
import { predictOperation } from '../openapi/predict.ts';
import type { Prediction } from '../prediction.ts';
import type { Service } from '../service.ts';
import { isMarking } from '../tables/marking.ts';
import type { PredictForm } from './request.ts';

/** What POST /predict does with JSON: `inputs` or `rows`, and those of other servers. */
export function jsonPrediction(service: Service): Prediction<PredictForm> {
  const { codec } = service;
  return {
    path: '/predict',
    accepts: JSON_BODY,
    async read(body, turn, request) {
      if (request.url.includes('?')) isMarking(request.query); // It is told for this path, so a slip is one here, too.
      const { inputs, outputs, rows } = await codec.read('predict', await body.packed(), turn);
      return { inputs, outputs, form: rows === undefined ? { outputs } : { outputs, rows } };
    },
    answer: ({ form, tensors }, turn) => codec.write('predict', form, tensors, turn),
    operation: () => predictOperation(service),
  };
}
