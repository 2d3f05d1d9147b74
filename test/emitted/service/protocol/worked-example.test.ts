import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model, node } from '../../../lib/onnx/onnx-writer.ts';
import { lacks } from '../../../skip.ts';
import { encode } from '../../binary-tensors.ts';
import { binaryPart, postBinary } from '../ask.ts';
import { declared } from '../echo-model.ts';
import { NAME, serveModel, type Started } from '../started.ts';

const ones = Array<number>(16).fill(1);
const counted = Array.from(ones, (_, i) => i);
const int32s = (data: number[]): Buffer => encode({ name: '', datatype: 'INT32', shape: [1, 16], data });

/** The worked example in section 8 of the protocol's table: the sum and the difference of two inputs. */
describe.skipIf(await lacks('runtime'))('8 The worked example', () => {
  let service: Started;
  beforeAll(async () => {
    service = await serveModel(
      model({
        nodes: [
          node('Add', ['INPUT0', 'INPUT1'], ['OUTPUT0'], { name: 'sum' }),
          node('Sub', ['INPUT0', 'INPUT1'], ['OUTPUT1'], { name: 'difference' }),
        ],
        inputs: ['INPUT0', 'INPUT1'].map((name) => declared(name, 'INT32', [null, 16])),
        outputs: ['OUTPUT0', 'OUTPUT1'].map((name) => declared(name, 'INT32', [null, 16])),
      }),
    );
  });
  afterAll(() => service.stop());

  it('8.26 has one input and one output as bytes, the others as JSON', async () => {
    const tensor = { shape: [1, 16], datatype: 'INT32' };
    const request = {
      id: 'a',
      inputs: [
        { name: 'INPUT0', ...tensor, parameters: { binary_data_size: 64 } },
        { name: 'INPUT1', ...tensor, data: ones },
      ],
      outputs: [{ name: 'OUTPUT0', parameters: { binary_data: true } }, { name: 'OUTPUT1' }],
    };
    const answer = await postBinary(`${service.model}/infer`, request, int32s(counted));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.body).toEqual({
      model_name: NAME,
      model_version: '1',
      id: 'a',
      outputs: [
        { name: 'OUTPUT0', ...tensor, parameters: { binary_data_size: 64 } },
        { name: 'OUTPUT1', ...tensor, data: counted.map((value) => value - 1) },
      ],
    });
    expect(binaryPart(answer)).toEqual(int32s(counted.map((value) => value + 1)));
  });
});
