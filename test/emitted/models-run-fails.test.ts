import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import type { Card, CardTensor } from '../../lib/onnx/card/card.ts';
import { serve } from '../../scripts/serve.ts';
import { emptyFolder } from '../cli.ts';
import { lacks } from '../skip.ts';
import { emitRunnable } from './emit.ts';
import { nested } from './expected.ts';
import { inferBinary, inferJson, predict } from './oip-client.ts';
import { askExample } from './openapi-example.ts';
import { modelFile, sharedIndex, vectorsOf, type JsonTensor } from './shared-models.ts';

const noModels = await lacks('models', 'runtime');
const models = noModels ? [] : sharedIndex().cases.filter(({ status }) => status === 'loads-run-fails');

/** ONNX Runtime's reason, without the place in its source code. */
const REASONS: Record<string, string> = {
  runfail_convinteger_padding: 'ConvInteger: Non per-tensor quantization is not supported now.',
  runfail_mod_always: 'Mod: fmod attribute must be true for floating point types',
};

describe.skipIf(noModels)('a valid model that the runtime cannot run with these values', () => {
  it('is among the shared ones', () => {
    expect(models.map(({ name }) => name).sort()).toEqual(Object.keys(REASONS));
  });

  it.each(models)('$name answers them with an error, and stays up', async (model) => {
    const { directory, remove } = await emptyFolder();
    const project = path.join(directory, model.name);
    await emitRunnable(project, { model: modelFile(model) });
    const service = await serve(project, (await nextFreePort(20_200))!);
    const { inputs } = JSON.parse(await readFile(path.join(project, 'model', 'card.json'), 'utf8')) as Card;
    const [vector = { inputs: inputs.map(ones) }] = vectorsOf(model);
    const tensors = vector.inputs.map(({ name, shape, data }) => [name, nested(shape, data)]);
    const reason = `The model rejected these values: ${REASONS[model.name]}`;

    // Again after that: the worker, too, is the same as before.
    for (let attempt = 0; attempt < 2; attempt++) {
      const { status, body } = await predict(service.url, { inputs: Object.fromEntries(tensors) });
      expect({ status, body }).toMatchObject({ status: 422, body: { status: 422, detail: reason } });
      for (const infer of [inferJson, inferBinary]) {
        const answer = await infer(`${service.url}/v2/models/${model.name}`, vector.inputs);
        expect(answer).toEqual({ status: 400, outputs: [], error: reason });
      }
      for (const route of ['livez', 'readyz', `v2/models/${model.name}/ready`]) {
        expect((await fetch(`${service.url}/${route}`)).status).toBe(200);
      }
    }
    expect(await askExample(service.url)).toEqual({ fault: undefined, isMarked: true });
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/worker_restarts\S* 0$/m);
    await service.stop();
    await remove();
  });
});

function ones({ name, datatype, shape }: CardTensor): JsonTensor {
  const sizes = shape!.map((size) => (typeof size === 'number' && size >= 0 ? size : 1));
  const length = sizes.reduce((product, size) => product * size, 1);
  return { name, datatype, shape: sizes, data: Array(length).fill(datatype === 'BOOL' ? true : 1) };
}
