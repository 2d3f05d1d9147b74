import { decode, encode } from '../binary-tensors.ts';
import { nested } from '../expected.ts';
import type { JsonTensor } from '../shared-models.ts';
import { binaryPart, post, postBinary, type Answer } from './ask.ts';
import { DATATYPES, type Datatype } from './echo-model.ts';
import type { Started } from './started.ts';

export type Sent = JsonTensor & { datatype: Datatype };

/** A way in and out of an echo of every datatype. Of the other datatypes, what is empty is sent. */
export interface Route {
  send(service: Started, tensor: Sent): Promise<unknown>;
  /** What has to come back. */
  expected(tensor: Sent): unknown;
}

const tensorRoute = (bytesIn: boolean, bytesOut: boolean): Route => ({
  send: (service, tensor) => infer(service, tensor, bytesIn, bytesOut),
  expected: ({ shape, data }) => ({ shape, data }),
});

/** Nested JSON, flat JSON, bytes, and each of the last two in and the other out. */
export const ROUTES: Record<string, Route> = {
  '/predict': { send: predict, expected: ({ shape, data }) => nested(shape, data) },
  '/v2, JSON': tensorRoute(false, false),
  '/v2, bytes': tensorRoute(true, true),
  '/v2, JSON to bytes': tensorRoute(false, true),
  '/v2, bytes to JSON': tensorRoute(true, false),
};

async function predict({ url }: Started, tensor: Sent): Promise<unknown> {
  const { datatype } = tensor;
  const all = [...others(tensor), tensor].map((one) => [one.datatype, nested(one.shape, one.data)]);
  const body = { inputs: Object.fromEntries(all), outputs: [`${datatype}_back`] };
  const { outputs } = right(await post(`${url}/predict`, body)) as { outputs: Record<string, unknown> };
  return outputs[`${datatype}_back`];
}

async function infer(
  { model }: Started,
  tensor: Sent,
  bytesIn: boolean,
  bytesOut: boolean,
): Promise<unknown> {
  const { datatype, shape, data } = tensor;
  const bytes = bytesIn ? encode(tensor) : Buffer.alloc(0);
  const given = bytesIn ? { parameters: { binary_data_size: bytes.length } } : { data };
  const inputs = [...others(tensor), { name: datatype, datatype, shape, ...given }];
  const outputs = [{ name: `${datatype}_back`, parameters: { binary_data: bytesOut } }];
  const answer = await postBinary(`${model}/infer`, { inputs, outputs }, bytes);
  const [output] = (right(answer) as { outputs: [JsonTensor] }).outputs;
  return { shape: output.shape, data: bytesOut ? decode(datatype, binaryPart(answer)) : output.data };
}

function right({ status, body }: Answer): unknown {
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** Empty tensors of the other datatypes; of scalars there are none, so some element. */
function others({ datatype, shape }: Sent): JsonTensor[] {
  return DATATYPES.filter((name) => name !== datatype).map((name) => {
    const element = name === 'BYTES' ? '' : name === 'BOOL' ? false : 0;
    const isScalar = shape.length === 0;
    return { name, datatype: name, shape: shape.map(() => 0), data: isScalar ? [element] : [] };
  });
}
