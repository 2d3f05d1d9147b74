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
