import { JSON_BODY } from '../http/media-type.ts';
import type { Prediction } from '../prediction.ts';
import { Problem } from '../problems.ts';
import type { Service } from '../service.ts';
import type { Meaning } from '../answers/meaning.ts';
import { vectorOf } from './answer.ts';
import type { Tokens } from './encode.ts';
import type { GivenEmbeddings } from './embeddings-in-json.ts';
import { embeddingsInJson } from './embeddings-in-json.ts';
import type { TextModel } from './model.ts';
import { embeddingsOperation, modelsPaths } from './openapi.ts';

type Embedding = Extract<Meaning, { kind: 'embedding' }>;

interface Form {
  tokens: Tokens;
  filled: number;
  asked: GivenEmbeddings;
}

/** POST /v1/embeddings, as clients of OpenAI's API ask for vectors. */
export function embeddings(service: Service, model: TextModel, meaning: Embedding): Prediction<Form> {
  const { codec, config } = service;
  const { encoder } = model;
  return {
    path: '/v1/embeddings',
    accepts: JSON_BODY,
    abreast: model.abreast,
    async *read(body, turn) {
      const { members } = await codec.read('json', await body.packed(), turn);
      const asked = embeddingsInJson(members, config.name, encoder.longest);
      for (const [index, one] of asked.input.entries()) {
        const at = asked.areMany ? `/input/${index}` : '/input';
        const tokens =
          typeof one === 'string'
            ? await encoder.encode(one, at, asked.mayCut, turn)
            : encoder.check(one, at, asked.mayCut);
        const { inputs, outputs, filled } = model.batch(tokens);
        yield { inputs, outputs, form: { tokens, filled, asked } };
      }
    },
    async *write(answers) {
      const data: string[] = [];
      let used = 0;
      for await (const { tensors, form } of answers) {
        const { tokens, asked } = form;
        const vector = vectorOf(meaning, tensors[0]!, form);
        requireSize(asked.dimensions, vector.length);
        const embedding = asked.isBase64 ? base64(vector) : vector;
        data.push(JSON.stringify({ object: 'embedding', index: data.length, embedding }));
        used += tokens.ids.length;
      }
      const usage = { prompt_tokens: used, total_tokens: used };
      const tail = JSON.stringify({ model: config.name, usage }).slice(1);
      yield `{"object":"list","data":[${data.join(',')}],${tail}`;
    },
    operation: embeddingsOperation(model.settings, config),
    beside: modelsPaths(config.name),
  };
}

/** @throws Problem 400 where the vectors are to have another length than they have: they cannot be shortened. */
function requireSize(wanted: number | undefined, size: number): void {
  if (wanted === undefined || wanted === size) return;
  const hint = 'Leave it out: vectors of this model cannot be shortened.';
  const fault = { tensor: null, at: '/dimensions', expected: String(size), got: String(wanted), hint };
  throw new Problem(400, `The vectors of this model have ${size} numbers.`, { errors: [fault] });
}

/** 32-bit floats, little-endian. */
function base64(vector: number[]): string {
  const bytes = Buffer.alloc(4 * vector.length);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, 4 * index);
  return bytes.toString('base64');
}
