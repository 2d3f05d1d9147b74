import { Router } from 'express';
import { requireKey } from '../serving/http/api-key.ts';
import { JSON_BODY, readBody } from '../serving/http/body.ts';
import { onlyMethods } from '../serving/http/errors.ts';
import { send } from '../serving/http/send.ts';
import { Turn } from '../serving/http/turn.ts';
import type { Service } from '../serving/service.ts';

/** POST /predict: the model's answer to named tensors or rows, as plain JSON. */
export function predict(service: Service): Router {
  const { config, codec, inference } = service;
  const router = Router();
  router.post('/predict', requireKey(config.apiKey), async (request, response) => {
    const turn = new Turn(response, service);
    const body = await readBody(request, JSON_BODY, config.bodyLimit, turn);
    const { inputs, ...form } = await codec.read('predict', body, turn);
    const outputs = await inference.run(inputs, form.outputs, turn.isGone, turn.left);
    send(response, 200, 'application/json', ...(await codec.write('predict', form, outputs, turn)));
  });
  router.all('/predict', onlyMethods('POST'));
  return router;
}
