import type { Config } from '../../config.ts';
import { predictionFailures } from '../openapi/answers.ts';
import type { Operation } from '../openapi/prediction.ts';
import { ref } from '../openapi/elements.ts';
import type { Schema } from '../openapi/elements.ts';
import { object } from '../openapi/schemas.ts';
import { MOST_TEXTS } from './in-json.ts';
import type { TextSettings } from './settings.ts';

const STRING: Schema = { type: 'string' };
const SCORE: Schema = { type: 'number', description: '0 to 1' };
const TRUNCATE: Schema = {
  type: 'boolean',
  default: true,
  description: 'false refuses a text that is too long; otherwise the rest of it is cut off.',
};

/** What POST /predict takes and gives beside tensors. */
export function textOperation({ output, example, maxTokens }: TextSettings): Operation {
  const pair: Schema = { type: 'array', items: STRING, minItems: 2, maxItems: 2 };
  const one = { title: 'A text', ...object({ text: STRING, pair: STRING, truncate: TRUNCATE }, ['text']) };
  const items: Schema = output.kind === 'entities' ? STRING : { anyOf: [STRING, pair] };
  const list: Schema = { type: 'array', items, minItems: 1, maxItems: MOST_TEXTS };
  const many = { title: 'Several texts', ...object({ texts: list, truncate: TRUNCATE }, ['texts']) };
  const answer = answerSchema(output.kind);
  const results: Schema = object({ results: { type: 'array', items: answer } });
  const [text, second] = [example ?? 'This is an example.'].flat();
  return {
    summary: 'Predict from a text',
    description: `A text of up to ${maxTokens} tokens; what is longer is cut off. Tensors are taken as well, as \`inputs\`.`,
    ...(output.kind === 'classes' && { parameters: [TOP] }),
    requestBody: json(
      { anyOf: [one, many, ref('PredictRequest')] },
      { text, ...(second && { pair: second }) },
    ),
    responses: {
      200: json({ anyOf: [answer, results, ref('TensorsAnswer')] }),
    },
  };
}

const TOP = {
  name: 'top',
  in: 'query',
  required: false,
  description: 'How many classes are told, the best first.',
  schema: { type: 'integer', minimum: 1, default: 5 },
};

/** POST /v1/embeddings. */
export function embeddingsOperation(
  { example }: TextSettings,
  { name, apiKey }: Pick<Config, 'name' | 'apiKey'>,
): Operation {
  const ids: Schema = { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 1 };
  const list: Schema = { type: 'array', items: { anyOf: [STRING, ids] }, minItems: 1, maxItems: MOST_TEXTS };
  const body = object(
    {
      input: { anyOf: [STRING, ids, list], description: 'A text, its token ids, or a list of either.' },
      model: { type: 'string', enum: [name] },
      encoding_format: { type: 'string', enum: ['float', 'base64'], default: 'float' },
      dimensions: { type: 'integer', minimum: 1, description: 'The length that the vectors have, no other.' },
      user: STRING,
      truncate: TRUNCATE,
    },
    ['input', 'model'],
  );
  const count: Schema = { type: 'integer', minimum: 0 };
  const vector: Schema = { anyOf: [{ type: 'array', items: { type: 'number' } }, STRING] };
  const one = object({ object: { type: 'string', enum: ['embedding'] }, index: count, embedding: vector });
  const answer = object({
    object: { type: 'string', enum: ['list'] },
    data: { type: 'array', items: one },
    model: STRING,
    usage: object({ prompt_tokens: count, total_tokens: count }),
  });
  const failure = object({
    error: object({
      message: STRING,
      type: STRING,
      param: { type: ['string', 'null'] },
      code: { type: ['string', 'null'] },
    }),
  });
  const failed = (description: string) => ({ description, ...json(failure) });
  const reasons = { ...predictionFailures(apiKey !== undefined), 404: 'Another model is asked for.' };
  return {
    operationId: 'embeddings',
    summary: "Vectors of texts, as clients of OpenAI's API ask for them",
    requestBody: {
      required: true,
      ...json(body, { input: [example ?? 'This is an example.'].flat()[0], model: name }),
    },
    responses: {
      200: { description: 'The vectors, in the order of the texts.', ...json(answer) },
      ...Object.fromEntries(Object.entries(reasons).map(([status, reason]) => [status, failed(reason)])),
    },
  };
}

/** GET /v1/models, and of one model. */
export function modelsPaths(name: string): Record<string, { get: Operation }> {
  const model = object({
    id: { type: 'string', enum: [name] },
    object: { type: 'string', enum: ['model'] },
    created: { type: 'integer' },
    owned_by: STRING,
  });
  const list = object({ object: { type: 'string', enum: ['list'] }, data: { type: 'array', items: model } });
  const operation = (operationId: string, summary: string, schema: Schema) => ({
    get: {
      ...{ tags: ['Prediction'], operationId, summary },
      responses: { 200: { description: 'The answer.', ...json(schema) } },
    },
  });
  return {
    '/v1/models': operation('models', 'Which models are there?', list),
    [`/v1/models/${name}`]: operation('model', 'Which model is this?', model),
  };
}

function answerSchema(kind: TextSettings['output']['kind']): Schema {
  const list = (name: string, items: Schema) => object({ [name]: { type: 'array', items } });
  if (kind === 'classes') return list('predictions', object({ label: STRING, score: SCORE }));
  if (kind === 'embedding') return list('embedding', { type: 'number' });
  if (kind !== 'entities') return ref('TensorsAnswer');
  const place: Schema = { type: 'integer', description: 'In code points of the text; the end is not in it.' };
  return list('entities', object({ label: STRING, score: SCORE, start: place, end: place, text: STRING }));
}

function json(schema: Schema, example?: unknown): { content: Record<string, unknown> } {
  return { content: { 'application/json': { schema, ...(example !== undefined && { example }) } } };
}
