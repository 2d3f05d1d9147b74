import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { field, model, node, tensorType, value } from '../lib/onnx/onnx-writer.ts';
import { lacks } from '../skip.ts';
import { inferBinary, inferJson, predict } from './oip-client.ts';
import { askExample } from './openapi-example.ts';
import { serviceOf, type Service } from './service-of.ts';

const [FLOAT, BFLOAT16, INT4] = [1, 16, 22];

/** Y is X; beside it stand outputs of every kind that cannot leave the runtime. INT4 would end the whole process. */
function withUnservableOutputs(): Buffer {
  const cast = (to: number, output: string): Buffer =>
    node('Cast', ['X'], [output], {
      name: output,
      attributes: [Buffer.concat([field(1, 'to'), field(3, to), field(20, 2)])],
    });
  const tensor = (name: string, type: number): Buffer => value(name, tensorType(type, ['N']));
  return model({
    irVersion: 10,
    opsets: [['', 21]],
    nodes: [
      node('Identity', ['X'], ['Y']),
      cast(BFLOAT16, 'brain'),
      cast(INT4, 'nibbles'),
      node('SequenceEmpty', [], ['none'], { name: 'none' }),
      node('SequenceInsert', ['none', 'X'], ['list']),
    ],
    inputs: [tensor('X', FLOAT)],
    outputs: [
      tensor('brain', BFLOAT16),
      tensor('nibbles', INT4),
      value('list', field(4, [field(1, [tensorType(FLOAT, ['N'])])])),
      tensor('', FLOAT),
      tensor('Y', FLOAT),
    ],
  });
}

describe.skipIf(await lacks('runtime'))('outputs that cannot be served, beside one that can', () => {
  const input = { name: 'X', datatype: 'FP32', shape: [2], data: [1, 7] };
  let service: Service;
  beforeAll(async () => (service = await serviceOf(withUnservableOutputs())));
  afterAll(() => service?.stop());

  it('are left out of every answer', async () => {
    const { body } = await predict(service.url, { inputs: { X: input.data } });
    expect(body).toEqual({ outputs: { Y: input.data } });
    for (const infer of [inferJson, inferBinary]) {
      const answer = await infer(`${service.url}/v2/models/odd`, [input]);
      expect(answer.outputs).toEqual([{ ...input, name: 'Y' }]);
    }
    expect(await askExample(service.url)).toEqual({ fault: undefined, isMarked: false });
  });

  it('are named in the card, each with its reason', () => {
    expect(service.card.omitted.map(({ name, type }) => [name, type])).toEqual([
      ['brain', 'BFLOAT16'],
      ['nibbles', 'INT4'],
      ['list', 'SEQUENCE'],
      ['', 'FP32'],
    ]);
    for (const { reason } of service.card.omitted) expect(reason).not.toBe('');
  });

  it.each(['brain', 'nibbles', 'list', ''])(
    'cannot be asked for (%j), and the service stays up',
    async (name) => {
      expect((await predict(service.url, { inputs: { X: input.data }, outputs: [name] })).status).toBe(400);
      expect((await inferJson(`${service.url}/v2/models/odd`, [input], [name])).status).toBe(400);
      expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    },
  );
});
