import type { Config } from '../../config.ts';
import { json, predictionFailures } from '../openapi/answers.ts';
import type { Schema } from '../openapi/elements.ts';
import { ref } from '../openapi/elements.ts';
import { meaningParameters, meaningSchemas } from '../openapi/meaning.ts';
import type { Operation } from '../openapi/prediction.ts';
import { object } from '../openapi/schemas.ts';
import type { Prediction } from '../prediction.ts';
import { MOST_TEXTS } from './in-json.ts';
import type { TextSettings } from './settings.ts';

const STRING: Schema = { type: 'string' };
const TRUNCATE: Schema = {
  type: 'boolean',
  default: true,
  description: 'false refuses a text that is too long; otherwise the rest of it is cut off.',
};

/** What POST /predict takes and gives beside tensors. */
export function textOperation(settings: TextSettings): Pick<Prediction<unknown>, 'operation' | 'schemas'> {
  const { output, example, maxTokens, guessed } = settings;
  const pair: Schema = { type: 'array', items: STRING, minItems: 2, maxItems: 2 };
  const items: Schema = output.kind === 'entities' ? STRING : { anyOf: [STRING, pair] };
  const list: Schema = { type: 'array', items, minItems: 1, maxItems: MOST_TEXTS };
  const { answer, schemas } = meaningSchemas(output);
  const takes = ['TextRequest', 'TextsRequest', 'PredictRequest'].map(ref);
  const gives = [...new Set([answer, 'Results', 'TensorsAnswer'])].map(ref);
  const [text, second] = [example ?? 'This is an example.'].flat();
  const guess = '\n\n**What its outputs mean is a guess**: `model/preprocess.json` has it.';
  return {
    operation: {
      summary: 'Predict from a text',
      description: `A text of up to ${maxTokens} tokens; what is longer is cut off. Tensors are taken as well, as \`inputs\`.${guessed ? guess : ''}`,
      parameters: meaningParameters(output),
      requestBody: json({ anyOf: takes }, { text, ...(second && { pair: second }) }),
      responses: { 200: json({ anyOf: gives }) },
    },
    schemas: {
      ...schemas,
      TextRequest: object({ text: STRING, pair: STRING, truncate: TRUNCATE }, ['text']),
      TextsRequest: object({ texts: list, truncate: TRUNCATE }, ['texts']),
    },
  };
}

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
