import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../../skip.ts';
import { decode, encode } from '../../binary-tensors.ts';
import { binaryPart, postBinary } from '../ask.ts';
import { DATATYPES, echoModel, type Datatype } from '../echo-model.ts';
import { serveModel, type Started } from '../started.ts';

/** Of each datatype elements, and their bytes. */
const BYTES: Record<Datatype, [elements: unknown[], hex: string]> = {
  BOOL: [[true, false], '0100'],
  UINT8: [[1, 254], '01fe'],
  UINT16: [[0x0102], '0201'],
  UINT32: [[0x01020304], '04030201'],
  UINT64: [[0x0102030405060708n], '0807060504030201'],
  INT8: [[-2], 'fe'],
  INT16: [[-2], 'feff'],
  INT32: [[-2], 'feffffff'],
  INT64: [[-2], 'feffffffffffffff'],
  FP16: [[1.5, 'NaN'], '003e007e'],
  FP32: [[1.5, '-Infinity'], '0000c03f000080ff'],
  FP64: [[1.5], '000000000000f83f'],
  BYTES: [['wörd', ''], '0500000077c3b6726400000000'],
};

/** Section 8 of the protocol's table, the native size of each datatype: in and out as bytes. */
describe.skipIf(await lacks('runtime'))('8 Bytes of each datatype', () => {
  let service: Started;
  beforeAll(async () => {
    service = await serveModel(echoModel([null]));
  });
  afterAll(() => service.stop());

  /** Sends one tensor, and of the other datatypes nothing. */
  const infer = (datatype: Datatype, tensor: object, bytes: Buffer, binary: boolean) => {
    const inputs = DATATYPES.map((name) =>
      name === datatype ? { name, datatype, ...tensor } : { name, datatype: name, shape: [0], data: [] },
    );
    const outputs = [{ name: `${datatype}_back`, parameters: { binary_data: binary } }];
    return postBinary(`${service.model}/infer`, { inputs, outputs }, bytes);
  };

  it.each(DATATYPES)('8.20 %s is little-endian, of its native size, in and out', async (datatype) => {
    const [data, hex] = BYTES[datatype];
    const bytes = Buffer.from(hex, 'hex');
    const shape = [data.length];
    const parameters = { binary_data_size: bytes.length };
    const read = await infer(datatype, { shape, parameters }, bytes, false);
    expect(read).toMatchObject({ status: 200, body: { outputs: [{ shape, data }] } });
    const written = await infer(datatype, { shape, data }, Buffer.alloc(0), true);
    expect(written).toMatchObject({ status: 200, body: { outputs: [{ shape, parameters }] } });
    expect(binaryPart(written).toString('hex')).toBe(hex);
  });

  it.each([
    ['BOOL', 'ff', 1],
    ['BYTES', '01000000ff', 1],
    ['BYTES', '0100000000', 1],
    ['BYTES', '05000000616263', 1],
    ['BYTES', '0100', 1],
    ['BYTES', '0100000061', 2],
    ['BYTES', '01000000610100000062', 1],
  ] as const)('8.21 %s of the bytes %s, said to be %i, is 400', async (datatype, hex, length) => {
    const bytes = Buffer.from(hex, 'hex');
    const tensor = { shape: [length], parameters: { binary_data_size: bytes.length } };
    const answer = await infer(datatype, tensor, bytes, false);
    const place = `/inputs/${DATATYPES.indexOf(datatype)}/parameters/binary_data_size`;
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining(place) } });
  });
});

/** Section 8 of the protocol's table, the raw binary request: the body is the one tensor. */
describe.skipIf(await lacks('runtime'))('8 Raw binary request', () => {
  let service: Started;
  const open = async (model: Buffer): Promise<(body: Buffer) => ReturnType<typeof postBinary>> => {
    service = await serveModel(model);
    return (body) => postBinary(`${service.model}/infer`, undefined, body, 0);
  };

  it('8.22 one free dimension follows from the bytes, and all outputs are bytes', async () => {
    const infer = await open(echoModel([null, 2], ['FP32']));
    const body = encode({ name: '', datatype: 'FP32', shape: [3, 2], data: [1, 2, 3, 4, 5, 6] });
    const answer = await infer(body);
    expect(answer).toMatchObject({ status: 200, body: { outputs: [{ name: 'FP32_back', shape: [3, 2] }] } });
    expect(binaryPart(answer)).toEqual(body);
    expect(await infer(body.subarray(0, 12))).toMatchObject({
      status: 400,
      body: { error: expect.any(String) },
    });
    expect(await infer(Buffer.alloc(0))).toMatchObject({
      status: 200,
      body: { outputs: [{ shape: [0, 2] }] },
    });
    await service.stop();
  });

  it('8.23 the batch is taken as 1, beside one more free dimension', async () => {
    const infer = await open(echoModel([null, null], ['INT16']));
    const answer = await infer(encode({ name: '', datatype: 'INT16', shape: [3], data: [1, -2, 3] }));
    expect(answer).toMatchObject({ status: 200, body: { outputs: [{ shape: [1, 3] }] } });
    await service.stop();
  });

  it('8.24 BYTES are one string without a length before it', async () => {
    const infer = await open(echoModel([null], ['BYTES']));
    const answer = await infer(Buffer.from('wörd'));
    expect(answer).toMatchObject({ status: 200, body: { outputs: [{ shape: [1], datatype: 'BYTES' }] } });
    expect(decode('BYTES', binaryPart(answer))).toEqual(['wörd']);
    expect((await infer(Buffer.from([0xff]))).status).toBe(400);
    await service.stop();
  });

  it.each([
    ['three free dimensions', echoModel([null, null, null], ['FP32'])],
    ['more than one string', echoModel([2], ['BYTES'])],
  ])('8.25 a model with %s takes none: 400', async (_what, model) => {
    const infer = await open(model);
    expect(await infer(Buffer.alloc(8))).toMatchObject({ status: 400, body: { error: expect.any(String) } });
    await service.stop();
  });
});
