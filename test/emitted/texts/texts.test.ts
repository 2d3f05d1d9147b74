import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import { ask, post } from '../service/ask.ts';
import { serveModel, type Started } from '../service/started.ts';
import { compareAnswers } from './answers.ts';
import { inTexts, type TextModel, texts } from './shared-texts.ts';

const { models } = (await lacks('inputs'))
  ? { models: [] }
  : (inTexts('index.json') as { models: TextModel[] });
const modelOf = (id: string): TextModel => models.find((one) => one.id === id)!;

describe.skipIf(await lacks('inputs', 'runtime'))('a service that tells the sentiment of texts', () => {
  let service: Started;
  const predict = (body: unknown, query = '') => post(`${service.url}/predict${query}`, body);
  /** The faults of a refusal, as `at: got`. */
  async function faults(body: unknown): Promise<string[]> {
    const { status, body: problem } = await predict(body);
    expect([status, problem]).toMatchObject([400, { errors: expect.any(Array) as unknown[] }]);
    return (problem as { errors: { at: string; got: string }[] }).errors.map(
      ({ at, got }) => `${at}: ${got}`,
    );
  }

  beforeAll(async () => {
    service = await serveModel(path.join(texts, 'models', 'sentiment-bert'));
  });
  afterAll(() => service.stop());

  it('answers as Python does', async () => {
    expect(await compareAnswers(modelOf('sentiment-bert'), service.url, 10)).toEqual({
      compared: 38,
      refused: 0,
    });
  });

  it('answers one text with one object, and a list with a list, also of one', async () => {
    const { body: one } = await predict({ text: 'good dog' });
    expect(one).toEqual({
      predictions: ['neutral', 'negative', 'positive'].map((label) => ({
        label,
        score: expect.any(Number) as number,
      })),
    });
    expect((await predict({ texts: ['good dog'] })).body).toEqual({ results: [one] });
    const { body: pair } = await predict({ text: 'good', pair: 'dog' });
    expect((await predict({ texts: [['good', 'dog'], 'good dog'] })).body).toEqual({ results: [pair, one] });
    expect(pair).not.toEqual(one);
  });

  it('tells as many classes as are asked for', async () => {
    const { body } = await predict({ text: 'good dog' }, '?top=1');
    expect(body).toEqual({ predictions: [{ label: 'neutral', score: expect.any(Number) as number }] });
    for (const top of ['0', '1.5', 'x', ''])
      expect((await predict({ text: 'a' }, `?top=${top}`)).status).toBe(400);
  });

  it('still takes tensors, at /predict and at /v2', async () => {
    const inputs = { input_ids: [[2, 3]], attention_mask: [[1, 1]], token_type_ids: [[0, 0]] };
    const { body } = await predict({ inputs });
    expect(body).toEqual({
      outputs: { logits: [[expect.any(Number), expect.any(Number), expect.any(Number)]] },
    });
    const named = Object.entries(inputs).map(([name, data]) => ({
      name,
      datatype: 'INT64',
      shape: [1, 2],
      data,
    }));
    expect((await post(`${service.model}/infer`, { inputs: named })).status).toBe(200);
  });

  it('cuts what is too long, unless that is not wanted', async () => {
    const long = 'dog '.repeat(500);
    expect((await predict({ text: long })).body).toEqual((await predict({ text: 'dog '.repeat(126) })).body);
    expect(await faults({ text: long, truncate: false })).toEqual([
      expect.stringMatching(/^\/text: \d+ tokens$/),
    ]);
    expect(await faults({ texts: ['dog', long], truncate: false })).toEqual([
      expect.stringMatching(/^\/texts\/1: /),
    ]);
    expect((await predict({ text: 'dog', truncate: false })).status).toBe(200);
  });

  it('refuses what is no text, and says where', async () => {
    expect(await faults({ text: 7 })).toEqual(['/text: 7']);
    expect(await faults({ text: null })).toEqual(['/text: null']);
    expect(await faults({ pair: 'a' })).toEqual(['/text: nothing']);
    expect(await faults({ text: 'a', pair: ['b'] })).toEqual(['/pair: an array of 1']);
    expect(await faults({ texts: [] })).toEqual(['/texts: an empty array']);
    expect(await faults({ texts: 'a' })).toEqual(['/texts: the string "a"']);
    expect(await faults({ texts: ['a', 1, ['b', 2], ['c']] })).toEqual([
      '/texts/1: 1',
      '/texts/2/1: 2',
      '/texts/3: an array of 1',
    ]);
    expect(await faults({ texts: ['a'], text: 'b' })).toEqual(['/text: the string "b"']);
    expect(await faults({ text: 'a', truncate: 'no', more: 1 })).toEqual([
      '/more: 1',
      '/truncate: the string "no"',
    ]);
    expect(await faults({ texts: Array.from({ length: 2049 }, () => 'a') })).toEqual([
      '/texts: an array of 2049',
    ]);
  });

  it('refuses halves of characters, and takes NUL and special tokens as Python does', async () => {
    for (const { text } of (inTexts('hostile.json') as { text?: string }[]).filter(
      ({ text }) => text !== undefined,
    ))
      expect(await faults({ text })).toEqual([expect.stringMatching(/^\/text: /)]);
    const answer = async (text: string) => (await predict({ text })).body;
    expect(await answer('a\0b')).toEqual(await answer('ab'));
    expect(await answer('[MASK]')).not.toEqual(await answer('[ MASK ]'));
  });

  it('answers probes while long texts come, and holds little of them', async () => {
    const text = 'abcdefghijklmnopqrstuvwxyz '.repeat(3700);
    let isDone = false;
    const all = Promise.all(Array.from({ length: 12 }, () => predict({ text }))).finally(
      () => (isDone = true),
    );
    let slowest = 0;
    while (!isDone) {
      const before = performance.now();
      expect((await ask(`${service.url}/livez`)).status).toBe(200);
      slowest = Math.max(slowest, performance.now() - before);
    }
    for (const { status } of await all) expect(status).toBe(200);
    expect(await faults({ text: 'a'.repeat(1_000_000) })).toEqual([expect.stringMatching(/^\/text: /)]);
    expect(slowest).toBeLessThan(250); // 50 ms where nothing else runs on the machine
  });

  it('answers 1,000 texts of one request', async () => {
    const { status, body } = await predict({
      texts: Array.from({ length: 1000 }, (_, index) => `dog ${index}`),
    });
    expect(status).toBe(200);
    expect((body as { results: unknown[] }).results).toHaveLength(1000);
  });

  it('tells in its OpenAPI document what it takes, with a text to try', async () => {
    const { body } = await ask(`${service.url}/openapi.json`);
    const { paths } = body as { paths: Record<string, { post: { requestBody: { content: object } } }> };
    expect(paths['/predict']!.post.requestBody.content).toMatchObject({
      'application/json': { example: { text: 'This is an example.' } },
    });
    expect(paths).not.toHaveProperty('/v1/embeddings');
    expect((await post(`${service.url}/v1/embeddings`, { input: 'a' })).status).toBe(404);
  });
});

describe.skipIf(await lacks('inputs', 'runtime'))('a service that finds names in texts', () => {
  it('answers as Python does, and takes no pairs', async () => {
    const service = await serveModel(path.join(texts, 'models', 'ner-bert'));
    try {
      expect(await compareAnswers(modelOf('ner-bert'), service.url, 10)).toEqual({
        compared: 30,
        refused: 0,
      });
      const { status, body } = await post(`${service.url}/predict`, { text: 'a', pair: 'b' });
      expect([status, body]).toMatchObject([400, { errors: [{ at: '/pair' }] }]);
    } finally {
      await service.stop();
    }
  });
});
