import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../../skip.ts';
import { post } from '../ask.ts';
import { labelled } from '../labelled.ts';
import { serveModel, type Started } from '../started.ts';
import { back, FP32, INT64, twoInputs } from '../two-inputs.ts';
import { expectRefusal } from './refusal.ts';

interface Body {
  outputs: { name: string }[];
}

/** Section 4 of the protocol's table, as far as it is JSON. */
describe.skipIf(await lacks('runtime'))('4 Inference request', () => {
  let service: Started;
  beforeAll(async () => {
    service = await serveModel(twoInputs());
  });
  afterAll(() => service.stop());

  const infer = (body: unknown) => post(`${service.model}/infer`, body);
  const withInput = (change: object) => infer({ inputs: [{ ...INT64, ...change }, FP32] });
  const outputsOf = async (body: object): Promise<Body['outputs']> => {
    const answer = await infer({ inputs: [INT64, FP32], ...body });
    expect(answer.status).toBe(200);
    return (answer.body as Body).outputs;
  };
  const names = async (body: object) => (await outputsOf(body)).map(({ name }) => name);
  it('4.1 id comes back if it is given', async () => {
    expect((await infer({ id: 'a"ü', inputs: [INT64, FP32] })).body).toMatchObject({ id: 'a"ü' });
    expect((await infer({ id: '', inputs: [INT64, FP32] })).body).toMatchObject({ id: '' });
  });

  it.each(labelled(1, ['a'], { a: 1 }))('4.2 id is a string, and not %s', async (_label, id) => {
    expectRefusal(await infer({ id, inputs: [INT64, FP32] }), '/id');
  });

  it.each(labelled({}, { a: 'text', b: 1.5, c: true }, { priority: 1, timeout: 5_000_000 }))(
    '4.3 parameters are an object of strings, numbers and booleans: %s',
    async (_label, parameters) => {
      expect((await infer({ parameters, inputs: [INT64, FP32] })).status).toBe(200);
      expect((await withInput({ parameters })).status).toBe(200);
      expect(await names({ outputs: [{ name: 'FP32_back', parameters }] })).toEqual(['FP32_back']);
    },
  );

  it.each(labelled('text', 1, []))('4.4 parameters are no %s', async (_label, parameters) => {
    expectRefusal(await infer({ parameters, inputs: [INT64, FP32] }), '/parameters');
    expectRefusal(await withInput({ parameters }), '/inputs/0/parameters');
    const outputs = [{ name: 'FP32_back', parameters }];
    expectRefusal(await infer({ inputs: [INT64, FP32], outputs }), '/outputs/0/parameters');
  });

  it.each(labelled(undefined, null, {}, 'text', [[]], [1], []))(
    '4.5 inputs are required: no %s',
    async (_label, inputs) => {
      expectRefusal(await infer({ inputs }), '/inputs');
    },
  );

  it('4.6 every input of the model is needed, once, and no other', async () => {
    expectRefusal(await infer({ inputs: [INT64] }), 'FP32');
    expectRefusal(await infer({ inputs: [INT64, FP32, FP32] }), '/inputs/2');
    expectRefusal(await infer({ inputs: [INT64, FP32, { ...FP32, name: 'other' }] }), '/inputs/2/name');
    expectRefusal(await withInput({ name: 5 }), '/inputs/0/name', 'INT64');
  });

  it('4.7 inputs come in any order', async () => {
    const answer = await infer({ inputs: [FP32, INT64] });
    expect(answer.body).toMatchObject({ outputs: [back(INT64), back(FP32)] });
  });

  it('4.15 every fault is told at once', async () => {
    const wrong = { name: 'INT64', datatype: 'FP64', shape: [1, 1.5] };
    const sent = await infer({ id: 1, inputs: [wrong, { name: 'other' }], outputs: [{ name: 'nothing' }] });
    expectRefusal(
      sent,
      ...['/id', '/inputs/0/datatype', '/inputs/0/shape', '/inputs/1/name', '/outputs/0/name', '"FP32"'],
    );
  });

  it('4.16 outputs: absent or empty are all, else those that are named, in that order', async () => {
    expect(await names({})).toEqual(['INT64_back', 'FP32_back']);
    expect(await names({ outputs: [] })).toEqual(['INT64_back', 'FP32_back']);
    expect(await names({ outputs: [{ name: 'FP32_back' }] })).toEqual(['FP32_back']);
    expect(await names({ outputs: [{ name: 'FP32_back' }, { name: 'INT64_back' }] })).toEqual([
      'FP32_back',
      'INT64_back',
    ]);
  });

  it.each(labelled({}, 'FP32_back', ['FP32_back'], [{}], [{ name: 'FP32' }], [{ name: 1 }]))(
    '4.17 outputs are objects with the names of outputs, and not %s',
    async (_label, outputs) => {
      expectRefusal(await infer({ inputs: [INT64, FP32], outputs }), '/outputs');
    },
  );

  it('4.19 null is the same as absent in what is optional: clients made from classes send it so', async () => {
    const absent = { id: null, parameters: null, outputs: null };
    const answer = await infer({ ...absent, inputs: [{ ...INT64, parameters: null }, FP32] });
    expect(answer).toMatchObject({ status: 200, body: { outputs: [back(INT64), back(FP32)] } });
    expect(answer.body).not.toHaveProperty('id');
    expect(await names({ outputs: [{ name: 'FP32_back', parameters: null }] })).toEqual(['FP32_back']);
  });
});
