import type { Card } from '../../card.ts';
import type { Example } from '../inference/warm-up.ts';
import { attempts } from '../inference/warm-up.ts';
import { predictAnswer as answerTo } from '../predict/answer.ts';
import { readPredictRequest } from '../predict/request.ts';
import type { Service } from '../service.ts';
import { describedTensor, inferBody } from '../v2/answer.ts';
import { cardAsRun } from './as-run.ts';
import { failures, json, predictionFailures } from './answers.ts';
import { exampleRows } from './columns.ts';
import { predictDescription } from './description.ts';
import { ref } from './elements.ts';

/** POST /predict. */
export function predictOperation(service: Service): Record<string, unknown> {
  const { inference, config } = service;
  const { example } = inference;
  const body = shownExample(service);
  const card = { ...cardAsRun(service), example: body ?? {} };
  const answer = example && isSmall(example) && answerTo(example.request, example.outputs);
  const reasons = predictionFailures(config.apiKey !== undefined);
  const fault = { 400: refusal(card) };
  return {
    tags: ['Prediction'],
    operationId: 'predict',
    summary: 'Predict',
    description: predictDescription(card, inference, config.name),
    requestBody: { required: true, ...json(ref('PredictRequest'), body) },
    responses: {
      200: {
        description: 'The prediction.',
        ...json(ref(card.columns ? 'PredictAnswer' : 'TensorsAnswer'), answer || undefined),
      },
      // In the protocol, which has no 422, this is a bad request.
      ...failures('Problem', { ...reasons, 422: 'The values fit, but the model rejects them.' }, fault),
    },
  };
}

/**
 * The body of POST /predict that is shown: one that the model answers, or, before that is known, the card's. Undefined
 * where there is none: one that is known to fail is not shown.
 */
export function shownExample({ card, inference }: Service): Record<string, unknown> | undefined {
  if (inference.example || inference.ready) return inference.example?.body;
  const [first] = attempts(card);
  return first?.isShort ? first.body() : undefined;
}

/** POST /v2/models/NAME/infer. */
export function inferOperation(service: Service): Record<string, unknown> {
  const { inference, config } = service;
  // Thousands of numbers are no help to a reader, and stop the browser: one such example, /predict's, is enough.
  const example = inference.example && isSmall(inference.example) ? inference.example : undefined;
  const request = example && { inputs: example.request.inputs.map(describedTensor) };
  const answer = example && inferBody(config.name, example.outputs.map(describedTensor));
  return {
    tags: ['Open Inference Protocol'],
    operationId: 'infer',
    summary: 'Predict, as clients of the protocol do',
    description: 'Tensors may also come and go as bytes: the binary tensor data extension.',
    requestBody: { required: true, ...json(ref('InferRequest'), request) },
    responses: {
      200: {
        description: 'The prediction. Where outputs are asked for as bytes, these follow the JSON part.',
        content: { ...json(ref('InferAnswer'), answer).content, 'application/octet-stream': {} },
      },
      ...failures('Error', predictionFailures(config.apiKey !== undefined)),
    },
  };
}

/** How this very model's faults look: the answer to a request that lacks something. */
function refusal(card: Card): unknown {
  const [row] = exampleRows(card);
  const lacking = row ? { rows: [Object.fromEntries(Object.entries(row).slice(1))] } : {};
  try {
    readPredictRequest(card.inputs.length > 0 ? lacking : [], card);
    return undefined;
  } catch (error) {
    return error;
  }
}

const MOST_ELEMENTS = 1000;

function isSmall({ request, outputs }: Example): boolean {
  return [...request.inputs, ...outputs].reduce((sum, { data }) => sum + data.length, 0) <= MOST_ELEMENTS;
}
