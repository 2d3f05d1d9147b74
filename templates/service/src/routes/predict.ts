import { Router } from 'express';
import { requireKey } from '../http/api-key.ts';
import { parseBody, readBody } from '../http/body.ts';
import { onlyMethods } from '../http/errors.ts';
import { sendJson } from '../http/send.ts';
import { predictAnswer } from '../predict/answer.ts';
import { readPredictRequest } from '../predict/request.ts';
import type { Service } from '../service.ts';

const JSON_TYPES = /^application\/([\w.+-]+\+)?json\s*(;|$)/i;

/** POST /predict: the model's answer to named tensors or rows, as plain JSON. */
export function predict({ card, config, inference }: Service): Router {
  const router = Router();
  router.post('/predict', requireKey(config.apiKey), async (request, response) => {
    const body = await readBody(request, JSON_TYPES, config.bodyLimit);
    const asked = readPredictRequest(parseBody(body), card);
    const outputs = await inference.run(asked.inputs, asked.outputs, () => response.destroyed);
    sendJson(response, predictAnswer(asked, outputs));
  });
  router.all('/predict', onlyMethods('POST'));
  return router;
}
