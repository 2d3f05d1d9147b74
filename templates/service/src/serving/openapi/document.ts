import type { Service } from '../service.ts';
import type { Failures } from './answers.ts';
import { error, failures, json, problem } from './answers.ts';
import { pageDescription } from './description.ts';
import type { Schema } from './elements.ts';
import { cardAsRun } from './as-run.ts';
import { predictionPaths } from './prediction.ts';
import { modelMetadata, serverMetadata } from './protocol.ts';
import { object } from './schemas.ts';

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
      '/livez': { get: operation('live', 'Is the service running?', json(LIVE)) },
      '/readyz': { get: operation('ready', 'Is the service ready to predict?', json(READY), NOT_READY) },
      '/metrics': { get: operation('metrics', 'How busy is it? Numbers for Prometheus', TEXT) },
      [model]: { get: protocol('modelMetadata', 'What does the model take and give?', json(modelMetadata)) },
      [`${model}/ready`]: {
        get: protocol('modelReady', 'Is the model ready?', json(MODEL_READY), NOT_READY),
      },
      '/v2': { get: protocol('serverMetadata', 'Which server is this?', json(serverMetadata)) },
      '/v2/health/live': { get: protocol('serverLive', 'Is the server running?', json(LIVE)) },
      '/v2/health/ready': { get: protocol('serverReady', 'Is the server ready?', json(READY), NOT_READY) },
    },
    components: {
      schemas: { Problem: problem, Error: error },
      ...(apiKey !== undefined && { securitySchemes: SECURITY_SCHEMES }),
    },
  };
}

const STRING: Schema = { type: 'string' };
const BOOLEAN: Schema = { type: 'boolean' };
const LIVE = object({ live: BOOLEAN });
const READY = object({ ready: BOOLEAN });
const MODEL_READY = object({ name: STRING, ready: BOOLEAN });
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
