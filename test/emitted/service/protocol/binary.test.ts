import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../../skip.ts';
import { encode } from '../../binary-tensors.ts';
import type { JsonTensor } from '../../shared-models.ts';
import { binaryPart, post, postBinary, type Answer } from '../ask.ts';
import { labelled } from '../labelled.ts';
import { serveModel, type Started } from '../started.ts';
import { back, FP32, INT64, twoInputs } from '../two-inputs.ts';
import { expectRefusal } from './refusal.ts';

const HEADER = 'inference-header-content-length';

/** An input as the JSON part has it, where its bytes follow. */
function inBytes({ data: _data, ...rest }: JsonTensor, size: unknown): Record<string, unknown> {
  return { ...rest, parameters: { binary_data_size: size } };
}
const both = [inBytes(INT64, 32), inBytes(FP32, 12)];
const bytes: Buffer = Buffer.concat([encode(INT64), encode(FP32)]);
const outBytes = { INT64: encode(back(INT64)), FP32: encode(back(FP32)) };

/** Section 8 of the protocol's table, the binary tensor data extension. */
describe.skipIf(await lacks('runtime'))('8 Binary tensor data', () => {
  let service: Started;
  beforeAll(async () => {
    service = await serveModel(twoInputs());
  });
  afterAll(() => service.stop());

  const infer = (json: object, rest: Buffer = Buffer.alloc(0), length?: number | string) =>
    postBinary(`${service.model}/infer`, json, rest, length);
  const expectOutputs = (answer: Answer, outputs: unknown[], rest: Buffer = Buffer.alloc(0)): void => {
    expect(answer).toMatchObject({ status: 200, body: { outputs } });
    const json = answer.headers.get(HEADER);
    expect(answer.headers.get('content-type')).toBe(
      rest.length > 0 ? 'application/octet-stream' : 'application/json',
    );
    expect(json === null).toBe(rest.length === 0);
    expect(binaryPart(answer)).toEqual(rest);
    expect(answer.headers.get('content-length')).toBe(String(answer.bytes.length));
  };

  it('8.1 inputs may all be bytes: the outputs are JSON where nothing else is asked for', async () => {
    expectOutputs(await infer({ inputs: both }, bytes), [back(INT64), back(FP32)]);
  });

  it('8.2 inputs may be mixed: the JSON ones are skipped in the bytes', async () => {
    const outputs = [back(INT64), back(FP32)];
    expectOutputs(await infer({ inputs: [INT64, both[1]] }, bytes.subarray(32)), outputs);
    expectOutputs(await infer({ inputs: [both[0], FP32] }, bytes.subarray(0, 32)), outputs);
  });

  it('8.3 bytes come in the order of the inputs in the request, not of those in the model', async () => {
    const turned = Buffer.concat([encode(FP32), encode(INT64)]);
    expectOutputs(await infer({ inputs: [both[1], both[0]] }, turned), [back(INT64), back(FP32)]);
  });

  it('8.4 the header is not needed where no input is binary, and all is JSON with its length', async () => {
    const outputs = [back(INT64), back(FP32)];
    expectOutputs(await post(`${service.model}/infer`, { inputs: [INT64, FP32] }), outputs);
    expectOutputs(await infer({ inputs: [INT64, FP32] }), outputs);
  });

  it('8.5 binary_data_output: all outputs are bytes, in their order', async () => {
    const answer = await infer({ inputs: both, parameters: { binary_data_output: true } }, bytes);
    const rest = Buffer.concat([outBytes.INT64, outBytes.FP32]);
    const outputs = [inBytes(back(INT64), 32), inBytes(back(FP32), 12)];
    expectOutputs(answer, outputs, rest);
    for (const output of (answer.body as { outputs: object[] }).outputs) {
      expect(output).not.toHaveProperty('data');
    }
  });

  it('8.6 binary_data: this output is bytes, another is JSON', async () => {
    const outputs = [{ name: 'FP32_back', parameters: { binary_data: true } }, { name: 'INT64_back' }];
    const answer = await infer({ inputs: both, outputs }, bytes);
    expectOutputs(answer, [inBytes(back(FP32), 12), back(INT64)], outBytes.FP32);
  });

  it('8.7 an output’s own binary_data goes before binary_data_output', async () => {
    const outputs = [{ name: 'INT64_back', parameters: { binary_data: false } }, { name: 'FP32_back' }];
    const parameters = { binary_data_output: true };
    const answer = await infer({ inputs: both, outputs, parameters }, bytes);
    expectOutputs(answer, [back(INT64), inBytes(back(FP32), 12)], outBytes.FP32);
  });

  it('8.8 a request that is all JSON may ask for bytes, too', async () => {
    const parameters = { binary_data_output: true };
    const outputs = [{ name: 'FP32_back' }];
    const answer = await post(`${service.model}/infer`, { inputs: [INT64, FP32], outputs, parameters });
    expectOutputs(answer, [inBytes(back(FP32), 12)], outBytes.FP32);
  });

  it.each(['-1', '1.5', '0x10', 'abc', '100000', '1e2'])(
    '8.9 the header is a whole number within the body: %s is 400',
    async (length) => {
      expectRefusal(await infer({ inputs: both }, bytes, length), 'Inference-Header-Content-Length');
    },
  );

  it('8.10 a header that cuts the JSON part is 400', async () => {
    const length = JSON.stringify({ inputs: both }).length;
    for (const wrong of [1, length - 1, length + 1])
      expectRefusal(await infer({ inputs: both }, bytes, wrong));
  });

  it('8.11 bytes left over are 400', async () => {
    expectRefusal(await infer({ inputs: both }, Buffer.concat([bytes, Buffer.alloc(1)])), '44', '45');
    expectRefusal(await infer({ inputs: [INT64, FP32] }, Buffer.alloc(3)), '3');
  });

  it('8.12 bytes missing are 400', async () => {
    expectRefusal(await infer({ inputs: both }, bytes.subarray(0, -1)), '/inputs/1', '12');
    expectRefusal(await infer({ inputs: both }), '/inputs/0', '/inputs/1');
  });

  it.each([31, 33, 0])('8.13 a size that is not the shape’s is 400: %i', async (size) => {
    expectRefusal(await infer({ inputs: [inBytes(INT64, size), FP32] }, Buffer.alloc(size)), 'INT64');
  });

  it.each(labelled(-1, 1.5, '32', null, true, {}, 2 ** 60))(
    '8.14 binary_data_size is no %s',
    async (_label, size) => {
      expectRefusal(await infer({ inputs: [inBytes(INT64, size), FP32] }, encode(INT64)), 'binary_data_size');
    },
  );

  it('8.15 both data and binary_data_size are 400, and neither is, too', async () => {
    const twice = { ...INT64, parameters: { binary_data_size: 32 } };
    expectRefusal(await infer({ inputs: [twice, FP32] }, encode(INT64)), '/inputs/0');
    expectRefusal(await infer({ inputs: [{ ...INT64, data: undefined }, FP32] }), '/inputs/0');
  });

  it('8.16 a size of 0 is legal for an empty tensor and adds nothing to the body', async () => {
    const empty = { ...FP32, shape: [0, 3], data: [] };
    const answer = await infer({ inputs: [both[0], inBytes(empty, 0)] }, encode(INT64));
    expectOutputs(answer, [back(INT64), back(empty)]);
  });

  it('8.17 a response of only empty binary outputs is JSON with sizes of 0', async () => {
    const empty = [INT64, FP32].map((tensor) => ({ ...tensor, shape: [0, 3], data: [] }));
    const answer = await infer({ inputs: empty, parameters: { binary_data_output: true } });
    expectOutputs(
      answer,
      empty.map((tensor) => inBytes(back(tensor), 0)),
    );
  });

  it.each(labelled('true', 1, {}))(
    '8.18 binary_data and binary_data_output are no %s',
    async (_label, flag) => {
      const parameters = { binary_data_output: flag };
      expectRefusal(await infer({ inputs: both, parameters }, bytes), '/parameters/binary_data_output');
      const outputs = [{ name: 'FP32_back', parameters: { binary_data: flag } }];
      expectRefusal(await infer({ inputs: both, outputs }, bytes), '/outputs/0/parameters/binary_data');
    },
  );

  it('8.19 bytes of one input are not taken for those of the next where its name is wrong', async () => {
    const answer = await infer({ inputs: [{ ...both[0], name: 'other' }, both[1]] }, bytes);
    expectRefusal(answer, '/inputs/0/name');
    expect((answer.body as { error: string }).error).not.toContain('/inputs/1');
  });

  it('8.25 a model with two inputs takes no raw binary request', async () => {
    const answer = await postBinary(`${service.model}/infer`, undefined, bytes, 0);
    expectRefusal(answer, 'one input', '2');
  });
});
