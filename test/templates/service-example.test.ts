import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import type { Card } from '../../lib/onnx/card/card.ts';
import { serve, type Running } from '../../scripts/serve.ts';
import { emptyFolder } from '../cli.ts';
import { emitRunnable } from '../emitted/emit.ts';
import { model, node, tensor, tensorType, value } from '../lib/onnx/onnx-writer.ts';
import { lacks } from '../skip.ts';

const FP32 = 1;
const INT64 = 7;

/** Takes an axis, of which a vector has one: the 0. */
const cumSum = model({
  nodes: [node('CumSum', ['x', 'axis'], ['y'])],
  inputs: [value('x', tensorType(FP32, ['N'])), value('axis', tensorType(INT64, []))],
  outputs: [value('y', tensorType(FP32, ['N']))],
});

/** A table whose values are indices into a list of one: only 0 is one. */
const table = model({
  nodes: [
    node('Cast', ['x'], ['index'], { attributes: [Buffer.from([10, 2, 116, 111, 24, 7, 160, 1, 2])] }), // to: INT64
    node('Gather', ['words', 'index'], ['y']),
  ],
  inputs: [value('x', tensorType(FP32, ['N', 2]))],
  outputs: [value('y', tensorType(FP32, ['N', 2]))],
  initializers: [tensor('words')],
  metadata: { feature_names: '["one", "two"]' },
});

/** Mod takes no floating point numbers, unless fmod is set. */
const rejecting = model({ nodes: [node('Mod', ['X', 'X'], ['Y'])] });

/** More numbers than an example may have. */
const large = model({
  nodes: [node('GlobalMaxPool', ['image'], ['y'])],
  inputs: [value('image', tensorType(FP32, ['N', 3, 640, 640]))],
  outputs: [value('y', tensorType(FP32, ['N', 3, 1, 1]))],
});

interface Operation {
  description: string;
  requestBody: { content: { 'application/json': { example?: unknown } } };
}

describe.skipIf(await lacks('runtime'))('the example of a model that rejects the one made up', () => {
  const clean: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const step of clean.splice(0).reverse()) await step();
  });

  async function page(bytes: Buffer, change: (card: Card) => void = () => {}) {
    const { directory, remove } = await emptyFolder();
    clean.push(remove);
    const file = path.join(directory, 'model.onnx');
    await writeFile(file, bytes);
    const project = path.join(directory, 'api');
    await emitRunnable(project, { model: file, preprocess: 'none' });
    const cardFile = path.join(project, 'model', 'card.json');
    const card = JSON.parse(await readFile(cardFile, 'utf8')) as Card;
    change(card);
    await writeFile(cardFile, JSON.stringify(card));
    const service: Running = await serve(project, (await nextFreePort(19_400))!);
    clean.push(() => service.stop());
    const ask = async (route: string, body: unknown): Promise<{ status: number; body: unknown }> => {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      const answer = await fetch(service.url + route, init);
      return { status: answer.status, body: await answer.json() };
    };
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      paths: Record<string, { post: Operation }>;
    };
    const shown = (route: string): unknown =>
      document.paths[route]!.post.requestBody.content['application/json'].example;
    return {
      card,
      ask,
      readme: await readFile(path.join(project, 'README.md'), 'utf8'),
      predict: shown('/predict'),
      infer: shown('/v2/models/api/infer'),
      description: document.paths['/predict']!.post.description,
      metrics: await (await fetch(`${service.url}/metrics`)).text(),
    };
  }

  it('is one that it answers, on both routes, and what batching is tried with', async () => {
    const { card, ask, predict, infer, description, metrics, readme } = await page(cumSum);
    expect(await ask('/predict', card.example)).toMatchObject({ status: 422 });
    expect(predict).toEqual({ inputs: { x: [0.5], axis: 0 } });
    expect(await ask('/predict', predict)).toEqual({ status: 200, body: { outputs: { y: [0.5] } } });
    expect(await ask('/v2/models/api/infer', infer)).toMatchObject({ status: 200 });
    expect(description).toContain('The example works as it stands');
    expect(metrics).toMatch(
      /inference_batching\{reason="dimension 0 is not free in every input and output"\} 0/,
    );
    expect(readme).toContain('The values here are made up');
  });

  it('is made of rows where the model has columns', async () => {
    const { card, ask, predict, metrics } = await page(table);
    expect(await ask('/predict', card.example)).toMatchObject({ status: 422 });
    expect(predict).toEqual({ rows: [{ one: 0.5, two: 0.5 }] });
    expect(await ask('/predict', predict)).toEqual({ status: 200, body: { rows: [{ y: [0, 0] }] } });
    expect(metrics).not.toContain('there is no example that the model answers');
  });

  it('is marked where the model answers none, with the way to a better one', async () => {
    const { card, ask, predict, description } = await page(rejecting);
    expect(predict).toBeUndefined();
    expect(description).toContain(
      '**The model does not accept the example of its project**, which was made up',
    );
    expect(description).toContain('Mod: fmod attribute must be true for floating point types');
    expect(description).toContain('`ml-docker --example FILE`');
    expect(await ask('/predict', card.example)).toMatchObject({ status: 422 });
  });

  it('is not replaced, and not shown, where somebody gave it', async () => {
    const given = { inputs: { x: [1, 2], axis: 9 } };
    const change = (card: Card): void =>
      void Object.assign(card, { example: given, exampleOrigin: 'mine.json' });
    const { predict, description } = await page(cumSum, change);
    expect(predict).toBeUndefined();
    expect(description).toContain(
      '**The model does not accept the example of its project**: `The model rejected these',
    );
  });

  it('is not shown where it would be very long, though it is run', async () => {
    const { predict, infer, description, readme, metrics } = await page(large);
    expect([predict, infer]).toEqual([undefined, undefined]);
    expect(description).toContain('An example has 1228800 values, too many to be shown');
    expect(readme).toContain('"image": numpy.full([1, 3, 640, 640], 1.0).tolist(),');
    expect(readme).toContain('--data-binary @model/example.bin');
    expect(readme).not.toContain('curl http://localhost:8000/predict');
    expect(metrics).not.toContain('there is no example that the model answers');
  });
});
