import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import { ask, post } from '../service/ask.ts';
import { NAME, serveModel, type Started } from '../service/started.ts';
import { compareAnswers } from './answers.ts';
import { inTexts, type TextModel, texts } from './shared-texts.ts';

interface Vectors {
  object: string;
  model: string;
  data: { object: string; index: number; embedding: number[] | string }[];
  usage: { prompt_tokens: number; total_tokens: number };
}

describe.skipIf(await lacks('inputs', 'runtime'))('a service that embeds texts', () => {
  let service: Started;
  const embed = (body: object) => post(`${service.url}/v1/embeddings`, { model: NAME, ...body });
  const refusal = async (body: object) => {
    const { status, body: answer } = await embed(body);
    const { error } = answer as {
      error: { message: string; type: string; param: string | null; code: string | null };
    };
    return [status, error.type, error.param, error.code];
  };

  beforeAll(async () => {
    service = await serveModel(path.join(texts, 'models', 'embed-mean'));
  });
  afterAll(() => service.stop());

  it('answers POST /predict as Python does', async () => {
    const { models } = inTexts('index.json') as { models: TextModel[] };
    const model = models.find(({ id }) => id === 'embed-mean')!;
    expect(await compareAnswers(model, service.url, 10)).toEqual({ compared: 30, refused: 0 });
  });

  it('answers POST /v1/embeddings in OpenAI’s form, for texts and for token ids', async () => {
    const { body: one } = await post(`${service.url}/predict`, { text: 'good dog' });
    const { embedding } = one as { embedding: number[] };
    const { status, body } = await embed({ input: 'good dog' });
    expect(status).toBe(200);
    expect(body).toEqual({
      object: 'list',
      model: NAME,
      data: [{ object: 'embedding', index: 0, embedding }],
      usage: { prompt_tokens: expect.any(Number) as number, total_tokens: expect.any(Number) as number },
    });
    const { data, usage } = (await embed({ input: ['x', 'good dog'], dimensions: 24 })).body as Vectors;
    expect(data.map(({ index }) => index)).toEqual([0, 1]);
    expect(data[1]!.embedding).toEqual(embedding);
    expect(usage.total_tokens).toBeGreaterThan((body as Vectors).usage.total_tokens);
    const ids = ((await embed({ input: [2, 3] })).body as Vectors).data[0]!.embedding;
    expect(ids).toEqual(((await embed({ input: '' })).body as Vectors).data[0]!.embedding);
    expect(((await embed({ input: [[2, 3], [2]] })).body as Vectors).data).toHaveLength(2);
  });

  it('gives 32-bit floats in base64', async () => {
    const [numbers, encoded] = await Promise.all(
      ['float', 'base64'].map(async (encoding_format) => {
        const { data } = (await embed({ input: 'good dog', encoding_format })).body as Vectors;
        return data[0]!.embedding;
      }),
    );
    const bytes = Buffer.from(encoded as string, 'base64');
    expect(Array.from({ length: 24 }, (_, index) => bytes.readFloatLE(4 * index))).toEqual(
      (numbers as number[]).map(Math.fround),
    );
  });

  it('refuses in OpenAI’s form', async () => {
    const invalid = (param: string | null, code: string | null = null) => [
      'invalid_request_error',
      param,
      code,
    ];
    expect(await refusal({ input: [] })).toEqual([400, ...invalid('input')]);
    expect(await refusal({ input: 7 })).toEqual([400, ...invalid('input')]);
    expect(await refusal({ input: ['a', 7] })).toEqual([400, ...invalid('input')]);
    expect(await refusal({ input: [1, 99_999] })).toEqual([400, ...invalid('input')]);
    expect(await refusal({ input: 'a', dimensions: 3 })).toEqual([400, ...invalid('dimensions')]);
    expect(await refusal({ input: 'a', encoding_format: 'int8' })).toEqual([
      400,
      ...invalid('encoding_format'),
    ]);
    expect(await refusal({ input: 'a', model: 'other' })).toEqual([
      404,
      ...invalid('model', 'model_not_found'),
    ]);
    expect(await refusal({ input: 'a'.repeat(200_000) })).toEqual([400, ...invalid('input')]);
    expect(await refusal({ input: 'dog '.repeat(500), truncate: false })).toEqual([400, ...invalid('input')]);
  });

  it('tells its model at GET /v1/models', async () => {
    const model = { id: NAME, object: 'model', created: expect.any(Number) as number, owned_by: 'ml-docker' };
    expect((await ask(`${service.url}/v1/models`)).body).toEqual({ object: 'list', data: [model] });
    expect((await ask(`${service.url}/v1/models/${NAME}`)).body).toEqual(model);
    expect((await ask(`${service.url}/v1/models/other`)).body).toMatchObject({
      error: { code: 'model_not_found' },
    });
    expect((await post(`${service.url}/v1/models`, {})).status).toBe(405);
  });

  it('has all of it in its OpenAPI document', async () => {
    const { paths } = (await ask(`${service.url}/openapi.json`)).body as { paths: object };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/v1/embeddings', '/v1/models', `/v1/models/${NAME}`]),
    );
  });
});
