import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../../skip.ts';
import { post, type Answer } from '../ask.ts';
import { DATATYPES, echoModel, type Datatype } from '../echo-model.ts';
import { NAME, serveModel, type Started } from '../started.ts';

/** Of each datatype elements that JSON has, the smallest and the largest among them. */
const ELEMENTS: Record<Datatype, unknown[]> = {
  BOOL: [true, false],
  UINT8: [0, 255],
  UINT16: [0, 65_535],
  UINT32: [0, 4_294_967_295],
  UINT64: [0, 2n ** 64n - 1n],
  INT8: [-128, 127],
  INT16: [-32_768, 32_767],
  INT32: [-2_147_483_648, 2_147_483_647],
  INT64: [-(2n ** 63n), 2n ** 63n - 1n],
  FP16: [-65_504, 0.5],
  FP32: [-3, 0.25],
  FP64: [-1e308, 0.1],
  BYTES: ['', 'ümlaut 😀 "'],
};

/** Of each datatype what its elements cannot be. */
const REFUSED: Record<Datatype, unknown[]> = {
  BOOL: [2, 0.5, 'true', null],
  UINT8: [-1, 256, 0.5, '1', true, null],
  UINT16: [-1, 65_536, 1.5],
  UINT32: [-1, 4_294_967_296],
  UINT64: [-1, 2n ** 64n],
  INT8: [-129, 128],
  INT16: [-32_769, 32_768],
  INT32: [-2_147_483_649, 2_147_483_648, 1e300],
  INT64: [-(2n ** 63n) - 1n, 2n ** 63n, 1.5, '1'],
  FP16: [65_520, -1e5, '1', 'nan', null, true],
  FP32: [1e39, -1e39, 'inf'],
  FP64: ['1', [1], {}],
  BYTES: [1, true, null, 'a\0b', '\ud800'],
};

/** Sections 5 (response) and 6 (datatypes) of the protocol's table, in JSON. */
describe.skipIf(await lacks('runtime'))('5 Inference response, 6 Datatypes', () => {
  let service: Started;
  beforeAll(async () => {
    service = await serveModel(echoModel([null]));
  });
  afterAll(() => service.stop());

  /** Sends elements as one datatype, and of the others nothing. */
  function infer(datatype: Datatype, data: unknown[], name: string = datatype, more = {}): Promise<Answer> {
    const inputs = DATATYPES.map((other) =>
      other === datatype
        ? { name: other, datatype: name, shape: [data.length], data }
        : { name: other, datatype: other, shape: [0], data: [] },
    );
    return post(`${service.model}/infer`, { inputs, outputs: [{ name: `${datatype}_back` }], ...more });
  }

  it('5.1 has the name and the version of the model, and its outputs with flat data', async () => {
    const answer = await infer('FP32', [1, 2]);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('inference-header-content-length')).toBeNull();
    expect(answer.body).toEqual({
      model_name: NAME,
      model_version: '1',
      outputs: [{ name: 'FP32_back', datatype: 'FP32', shape: [2], data: [1, 2] }],
    });
  });

  it('5.2 has the id of the request, where it has one', async () => {
    expect((await infer('FP32', [1], 'FP32', { id: 'abc' })).body).toMatchObject({ id: 'abc' });
    expect((await infer('FP32', [1])).body).not.toHaveProperty('id');
  });

  it.each(DATATYPES)('6.1 %s goes in and comes out as it is', async (datatype) => {
    const { status, body } = await infer(datatype, ELEMENTS[datatype]);
    const data = ELEMENTS[datatype];
    const outputs = [{ name: `${datatype}_back`, datatype, shape: [data.length], data }];
    expect({ status, body }).toMatchObject({ status: 200, body: { outputs } });
  });

  it.each(DATATYPES)('6.2 %s is 400 where an element is none of its own', async (datatype) => {
    for (const element of REFUSED[datatype]) {
      const { status, body } = await infer(datatype, [ELEMENTS[datatype][0], element]);
      const position = DATATYPES.indexOf(datatype);
      const error = expect.stringMatching(`/inputs/${position}/data/1: expected ${datatype}: `);
      expect({ element, status, body }).toEqual({ element, status: 400, body: { error } });
    }
  });

  it.each(['FP16', 'FP32', 'FP64'] as const)(
    '6.3 %s has NaN and the infinities as strings',
    async (datatype) => {
      const data = ['NaN', 'Infinity', '-Infinity', 0];
      expect((await infer(datatype, data)).body).toMatchObject({ outputs: [{ data }] });
    },
  );

  it.each(['FP16', 'FP32', 'FP64'] as const)('6.4 %s takes integers', async (datatype) => {
    expect((await infer(datatype, [2, -3])).body).toMatchObject({ outputs: [{ data: [2, -3] }] });
  });

  it.each(['fp32', 'Fp32', 'FLOAT', 'BF16', 'TYPE_FP32', 'STRING'])(
    '6.5 datatypes are compared exactly: %s is 400',
    async (name) => {
      expect(await infer('FP32', [1], name)).toMatchObject({
        status: 400,
        body: { error: expect.any(String) },
      });
    },
  );
});
