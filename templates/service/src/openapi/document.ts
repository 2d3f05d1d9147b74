import type { Inference } from '../inference/inference.ts';
import { predictAnswer as answerTo } from '../predict/answer.ts';
import type { Service } from '../service.ts';
import { describedTensor, inferBody } from '../v2/answer.ts';
import { error, failures, json, problem } from './answers.ts';
import { inferAnswer, inferRequest, modelMetadata, serverMetadata } from './protocol.ts';
import type { Schema } from './schemas.ts';
import { object, predictAnswer, predictRequest } from './schemas.ts';

/** The OpenAPI 3.1 document of this very model: its tensors, its examples, its errors. */
export function openapi(service: Service): Record<string, unknown> {
  const { card, config } = service;
  const { name, version } = config;
  const model = card.source.file + (card.producer ? `, made by ${card.producer}` : '');
  const security = config.apiKey === undefined ? {} : { security: [{ key: [] }, { bearer: [] }] };
  const securitySchemes = {
    key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
    bearer: { type: 'http', scheme: 'bearer' },
  };
  return {
    openapi: '3.1.0',
    info: {
      title: name,
      version,
      description: [card.description, `Model: ${model}.`].filter(Boolean).join('\n\n'),
    },
    tags: [{ name: 'Prediction' }, { name: 'Open Inference Protocol' }, { name: 'Operation' }],
    paths: {
      '/predict': { post: { ...predictOperation(service), ...security } },
      [`/v2/models/${name}/infer`]: { post: { ...inferOperation(service), ...security } },
      [`/v2/models/${name}`]: { get: protocol('Metadata of the model', json(modelMetadata)) },
      [`/v2/models/${name}/ready`]: {
        get: protocol('Whether the model is ready', json(object({ name: STRING, ready: BOOLEAN })), ['503']),
      },
      '/v2': { get: protocol('Metadata of the server', json(serverMetadata)) },
      '/v2/health/live': { get: protocol('Whether the server is alive', json(object({ live: BOOLEAN }))) },
      '/v2/health/ready': {
        get: protocol('Whether the server is ready', json(object({ ready: BOOLEAN })), ['503']),
      },
      '/livez': { get: operation('Whether the process is alive', json(object({ live: BOOLEAN }))) },
      '/readyz': {
        get: operation('Whether predictions can be asked for', json(object({ ready: BOOLEAN })), ['503']),
      },
      '/metrics': { get: operation('Prometheus metrics', { content: { 'text/plain': { schema: STRING } } }) },
    },
    components: {
      schemas: { Problem: problem, Error: error },
      ...(config.apiKey !== undefined && { securitySchemes }),
    },
  };
}

const STRING: Schema = { type: 'string' };
const BOOLEAN: Schema = { type: 'boolean' };

function predictOperation({ card, inference, config }: Service): Record<string, unknown> {
  const { example } = inference;
  const answer = example && isSmall(example) && answerTo(example.request, example.outputs);
  const refused =
    'The model did not answer this example; give the project one that it does, with `--example`.';
  const statuses = [
    '400',
    ...(config.apiKey === undefined ? [] : ['401']),
    '413',
    '415',
    '422',
    '500',
    '503',
    '504',
  ];
  return {
    tags: ['Prediction'],
    summary: 'Predict',
    ...(!example && inference.ready && { description: refused }),
    requestBody: { required: true, ...json(predictRequest(card), card.example) },
    responses: {
      200: { description: 'The answer.', ...json(predictAnswer(card), answer || undefined) },
      ...failures('Problem', statuses),
    },
  };
}

function inferOperation({ card, inference, config }: Service): Record<string, unknown> {
  // Thousands of numbers are no help to a reader, and stop the browser: one such example, /predict's, is enough.
  const example = inference.example && isSmall(inference.example) ? inference.example : undefined;
  const request = example && { inputs: example.request.inputs.map(describedTensor) };
  const answer = example && inferBody(config.name, example.outputs.map(describedTensor));
  const statuses = [
    '400',
    ...(config.apiKey === undefined ? [] : ['401']),
    '413',
    '415',
    '500',
    '503',
    '504',
  ];
  return {
    tags: ['Open Inference Protocol'],
    summary: 'Infer',
    description: 'Tensors may also come and go as bytes: the binary tensor data extension.',
    requestBody: { required: true, ...json(inferRequest(card), request) },
    responses: {
      200: { description: 'The answer.', ...json(inferAnswer(card), answer) },
      ...failures('Error', statuses),
    },
  };
}

const MOST_ELEMENTS = 1000;

function isSmall({ request, outputs }: NonNullable<Inference['example']>): boolean {
  return [...request.inputs, ...outputs].reduce((sum, { data }) => sum + data.length, 0) <= MOST_ELEMENTS;
}

function protocol(
  summary: string,
  content: Record<string, unknown>,
  failing: string[] = [],
): Record<string, unknown> {
  const responses = { 200: { description: summary, ...content }, ...failures('Error', failing) };
  return { tags: ['Open Inference Protocol'], summary, responses };
}

function operation(
  summary: string,
  content: Record<string, unknown>,
  failing: string[] = [],
): Record<string, unknown> {
  const responses = { 200: { description: summary, ...content }, ...failures('Problem', failing) };
  return { tags: ['Operation'], summary, responses };
}
