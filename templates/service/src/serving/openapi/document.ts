import type { Service } from '../service.ts';
import type { Failures } from './answers.ts';
import { failureSchemas, failures, json } from './answers.ts';
import { pageDescription } from './description.ts';
import type { Schema } from './elements.ts';
import { floatSchemas, ref } from './elements.ts';
import { cardAsRun } from './as-run.ts';
import { shownExample } from './predict.ts';
import { pathsBeside, predictionPaths } from './prediction.ts';
import { inferSchemas, metadataSchemas } from './protocol.ts';
import { answerSchemas, object, requestSchemas } from './schemas.ts';

/** The OpenAPI 3.1 document of this very model: its tensors, its examples, its errors. */
export function openapi(given: Service): Record<string, unknown> {
  const service = { ...given, card: cardAsRun(given) };
  const { name, version, apiKey } = service.config;
  const model = `/v2/models/${name}`;
  return {
    openapi: '3.1.0',
    info: { title: name, version, description: pageDescription(service) },
    tags: [
      { name: 'Prediction' },
      { name: 'Operation', description: 'For whoever keeps it running' },
      {
        name: 'Open Inference Protocol',
        description: 'The same model, for programs that speak the protocol',
      },
    ],
    paths: {
      ...predictionPaths(service),
      '/livez': { get: operation('live', 'Is the service running?', json(ref('Live'))) },
      '/readyz': {
        get: operation('ready', 'Is the service ready to predict?', json(ref('Ready')), NOT_READY),
      },
      '/metrics': { get: operation('metrics', 'How busy is it? Numbers for Prometheus', TEXT) },
      [model]: {
        get: protocol('modelMetadata', 'What does the model take and give?', json(ref('ModelMetadata'))),
      },
      [`${model}/ready`]: {
        get: protocol('modelReady', 'Is the model ready?', json(ref('ModelReady')), NOT_READY),
      },
      '/v2': { get: protocol('serverMetadata', 'Which server is this?', json(ref('ServerMetadata'))) },
      '/v2/health/live': { get: protocol('serverLive', 'Is the server running?', json(ref('Live'))) },
      '/v2/health/ready': {
        get: protocol('serverReady', 'Is the server ready?', json(ref('Ready')), NOT_READY),
      },
      ...pathsBeside(service),
    },
    components: {
      schemas: schemas(service),
      ...(apiKey !== undefined && { securitySchemes: SECURITY_SCHEMES }),
    },
  };
}

/** The document of a service that clients have below a path: without this they would ask the proxy's own. */
export function below(document: Buffer, prefix: string): (string | Buffer)[] {
  if (prefix === '') return [document];
  return [`{"servers":[{"url":${JSON.stringify(prefix)}}],`, document.subarray(1)];
}

/** All bodies and their parts, each with a name: generators of clients make a type of that name. */
function schemas(service: Service): Record<string, Schema> {
  const { card, inference, predictions } = service;
  const shown = { ...card, example: shownExample(service) ?? {} };
  return {
    ...requestSchemas(shown),
    ...answerSchemas(card, inference.rowOutputs),
    ...inferSchemas(card),
    ...floatSchemas([...card.inputs, ...card.outputs]),
    ...metadataSchemas,
    ...HEALTH,
    ...failureSchemas,
    ...(Object.assign({}, ...predictions.map((one) => one.schemas)) as Record<string, Schema>),
  };
}

const STRING: Schema = { type: 'string' };
const BOOLEAN: Schema = { type: 'boolean' };
const HEALTH: Record<string, Schema> = {
  Live: object({ live: BOOLEAN }),
  Ready: object({ ready: BOOLEAN }),
  ModelReady: object({ name: STRING, ready: BOOLEAN }),
};
const TEXT = { content: { 'text/plain': { schema: STRING } } };
const NOT_READY: Failures = { 503: 'Not ready: the model is being loaded, or the service is stopping.' };
const SECURITY_SCHEMES = {
  key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  bearer: { type: 'http', scheme: 'bearer' },
};

function protocol(
  operationId: string,
  summary: string,
  content: Record<string, unknown>,
  failing: Failures = {},
): Record<string, unknown> {
  const responses = { 200: { description: 'The answer.', ...content }, ...failures('Error', failing) };
  return { tags: ['Open Inference Protocol'], operationId, summary, responses };
}

function operation(
  operationId: string,
  summary: string,
  content: Record<string, unknown>,
  failing: Failures = {},
): Record<string, unknown> {
  const responses = { 200: { description: 'The answer.', ...content }, ...failures('Problem', failing) };
  return { tags: ['Operation'], operationId, summary, responses };
}
