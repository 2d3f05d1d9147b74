import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../lib/onnx/card/card.ts';
import { lacks } from '../skip.ts';
import { nested } from './expected.ts';
import { serviceOf, type Service } from './service-of.ts';
import { ODD_NAMES, oddInputs, oddOutputs } from './odd-names.ts';
import { inferBinary, inferJson, predict } from './oip-client.ts';
import { askExample } from './openapi-example.ts';
import type { JsonTensor } from './shared-models.ts';

const noRuntime = await lacks('runtime');

describe.skipIf(noRuntime)('inputs of any name', () => {
  let service: Service;
  beforeAll(async () => (service = await serviceOf(oddInputs())));
  afterAll(() => service?.stop());

  /** Two rows of a value that no other input has. */
  const inputs = ODD_NAMES.map((name, i): JsonTensor => ({
    name,
    datatype: 'FP32',
    shape: [2, 1],
    data: [i, i + 0.5],
  }));
  const outputs = inputs.map((input, i) => ({ ...input, name: `y${i}` }));
  const asObject = (tensors: JsonTensor[]): Record<string, unknown> =>
    Object.fromEntries(tensors.map(({ name, shape, data }) => [name, nested(shape, data)]));

  it('reach the model from /predict', async () => {
    const answer = await predict(service.url, { inputs: asObject(inputs) });
    expect(answer).toEqual({ status: 200, body: { outputs: asObject(outputs) } });
  });

  it('are columns of a table, where the model takes one', async () => {
    const row = (tensors: JsonTensor[], i: number): Record<string, unknown> =>
      Object.fromEntries(tensors.map(({ name, data }) => [name, data[i]]));
    const answer = await predict(service.url, { rows: [row(inputs, 0), row(inputs, 1)] });
    expect(answer).toEqual({ status: 200, body: { rows: [row(outputs, 0), row(outputs, 1)] } });
  });

  it('reach the model from /v2, as JSON and as bytes', async () => {
    for (const infer of [inferJson, inferBinary]) {
      const answer = await infer(`${service.url}/v2/models/odd`, inputs);
      expect(answer).toEqual({ status: 200, outputs, error: undefined });
    }
    const metadata = (await (await fetch(`${service.url}/v2/models/odd`)).json()) as Card;
    expect(metadata.inputs.map(({ name }) => name)).toEqual(ODD_NAMES);
  });

  it('are found by the JSON Pointers of faults', async () => {
    const { status, body } = await predict(service.url, { inputs: {} });
    expect(status).toBe(400);
    const { errors } = body as { errors: { tensor: string; at: string }[] };
    expect(errors.map(({ tensor }) => tensor)).toEqual(ODD_NAMES);
    // RFC 6901, section 4: `~1` is `/`, then `~0` is `~`.
    const pointed = errors.map(({ at }) => at.split('/').slice(2).join('/'));
    expect(pointed.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))).toEqual(ODD_NAMES);
    expect(pointed.filter((token) => token.includes('/'))).toEqual([]);
  });

  it('are in the example of the documentation, which succeeds', async () => {
    expect(Object.keys((service.card.example!.rows as object[])[0]!).sort()).toEqual([...ODD_NAMES].sort());
    expect(await askExample(service.url)).toEqual({ fault: undefined, isMarked: false });
  });
});

describe.skipIf(noRuntime)('outputs of any name', () => {
  /** The one name that JavaScript keeps for itself: the runtime cannot hand out such an output. */
  const names = ODD_NAMES.filter((name) => name !== '__proto__');
  const input = { name: 'X', datatype: 'FP32', shape: [2], data: [0.5, 7] };
  let service: Service;
  beforeAll(async () => (service = await serviceOf(oddOutputs())));
  afterAll(() => service?.stop());

  it('come back from /predict and /v2, but for one, which is left out with a notice', async () => {
    const answer = await predict(service.url, { inputs: { X: input.data } });
    expect(answer.body).toEqual({ outputs: Object.fromEntries(names.map((name) => [name, input.data])) });
    for (const infer of [inferJson, inferBinary]) {
      const { outputs } = await infer(`${service.url}/v2/models/odd`, [input]);
      expect(outputs).toEqual(names.map((name) => ({ ...input, name })));
    }
    expect(service.card.omitted.map(({ name }) => name)).toEqual(['__proto__']);
  });

  it.each(names)('%j can be asked for alone', async (name) => {
    const { body } = await predict(service.url, { inputs: { X: input.data }, outputs: [name] });
    expect(body).toEqual({ outputs: { [name]: input.data } });
    const { outputs } = await inferJson(`${service.url}/v2/models/odd`, [input], [name]);
    expect(outputs).toEqual([{ ...input, name }]);
  });

  it('are in the documentation, whose example succeeds', async () => {
    expect(await askExample(service.url)).toEqual({ fault: undefined, isMarked: false });
  });
});

describe.skipIf(noRuntime)('an API is found in /v2 by its name', () => {
  const names = ['a.b', '9a__b---c', 'v2', 'x'.repeat(128)];

  it.each(names)('%s', async (name) => {
    const { url, stop } = await serviceOf(oddOutputs(['Y']), { name });
    const input = { name: 'X', datatype: 'FP32', shape: [1], data: [3] };
    const model = `${url}/v2/models/${name}`;
    expect(await (await fetch(model)).json()).toMatchObject({ name });
    expect(await (await fetch(`${model}/versions/1/ready`)).json()).toEqual({ name, ready: true });
    for (const infer of [inferJson, inferBinary]) {
      expect((await infer(model, [input])).outputs).toEqual([{ ...input, name: 'Y' }]);
    }
    const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(paths)).toContain(`/v2/models/${name}/infer`);
    expect((await inferJson(`${url}/v2/models/other`, [input])).status).toBe(404);
    await stop();
  });
});
