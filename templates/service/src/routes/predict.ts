import type { RequestHandler } from 'express';
import { JSON_BODY } from '../serving/http/media-type.ts';
import { predictOperation } from '../serving/openapi/predict.ts';
import { prediction } from '../serving/prediction.ts';
import type { Service } from '../serving/service.ts';

/** POST /predict: the model's answer to named tensors or rows, as plain JSON. */
export function predict(service: Service): RequestHandler {
  const { codec } = service;
  return prediction(service, {
    path: '/predict',
    accepts: JSON_BODY,
    async read(body, turn) {
      const { inputs, outputs, rows } = await codec.read('predict', await body.packed(), turn);
      return { inputs, outputs, form: rows === undefined ? { outputs } : { outputs, rows } };
    },
    answer: ({ form, tensors }, turn) => codec.write('predict', form, tensors, turn),
    operation: () => predictOperation(service),
  });
}
