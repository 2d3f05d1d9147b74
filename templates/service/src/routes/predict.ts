import type { Router } from 'express';
import { JSON_BODY } from '../serving/http/media-type.ts';
import { predictOperation } from '../serving/openapi/predict.ts';
import { only, prediction } from '../serving/prediction.ts';
import type { Service } from '../serving/service.ts';

/** POST /predict: the model's answer to named tensors or rows, as plain JSON. */
export function predict(service: Service): Router {
  const { codec } = service;
  return prediction(service, {
    path: '/predict',
    accepts: JSON_BODY,
    async *read(body, turn) {
      const { inputs, ...form } = await codec.read('predict', await body.packed(), turn);
      yield { inputs, outputs: form.outputs, form };
    },
    async write(answers, turn) {
      const { form, tensors } = await only(answers);
      return codec.write('predict', form, tensors, turn);
    },
    operation: () => predictOperation(service),
  });
}
