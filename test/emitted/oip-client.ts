import { compactJson, parseJson } from '../../lib/json.ts';
import { decode, encode } from './binary-tensors.ts';
import type { JsonTensor } from './shared-models.ts';

/** An answer of the Open Inference Protocol: its outputs, or the error. */
export interface InferAnswer {
  status: number;
  outputs: JsonTensor[];
  error: string | undefined;
}

interface Body {
  error?: string;
  outputs?: (JsonTensor & { parameters?: { binary_data_size?: number } })[];
}

const HEADER_LENGTH = 'Inference-Header-Content-Length';

/** POST …/infer with every tensor as flat JSON, for some of the outputs or all of them. */
export async function inferJson(model: string, inputs: JsonTensor[], names?: string[]): Promise<InferAnswer> {
  const outputs = names && { outputs: names.map((name) => ({ name })) };
  const response = await post(`${model}/infer`, compactJson({ inputs, ...outputs }), {
    'content-type': 'application/json',
  });
  return read(response);
}

/** POST …/infer by the binary tensor data extension: every input as bytes, and every output asked for as bytes. */
export async function inferBinary(model: string, inputs: JsonTensor[]): Promise<InferAnswer> {
  const parts = inputs.map(encode);
  const described = inputs.map(({ name, datatype, shape }, i) => ({
    name,
    datatype,
    shape,
    parameters: { binary_data_size: parts[i]!.length },
  }));
  const json = Buffer.from(JSON.stringify({ inputs: described, parameters: { binary_data_output: true } }));
  const response = await post(`${model}/infer`, Buffer.concat([json, ...parts]), {
    'content-type': 'application/octet-stream',
    [HEADER_LENGTH]: String(json.length),
  });
  return read(response);
}

/** POST /predict; the answer with all digits of its integers. */
export async function predict(url: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const text = typeof body === 'string' ? body : compactJson(body);
  const response = await post(`${url}/predict`, text, { 'content-type': 'application/json' });
  return { status: response.status, body: parseJson(await response.text()) };
}

function post(url: string, body: string | Uint8Array, headers: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', headers, body });
}

/** @throws Error  where the framing is not the one that the extension prescribes */
async function read(response: Response): Promise<InferAnswer> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const header = response.headers.get(HEADER_LENGTH);
  const length = header === null ? bytes.length : Number(header);
  const { error, outputs = [] } = parseJson(bytes.subarray(0, length).toString()) as Body;
  let offset = length;
  const tensors = outputs.map(({ parameters, ...tensor }) => {
    const size = parameters?.binary_data_size;
    if (size === undefined) return tensor;
    offset += size;
    return { ...tensor, data: decode(tensor.datatype, bytes.subarray(offset - size, offset)) };
  });
  if (offset !== bytes.length) throw new Error(`${bytes.length} bytes came, ${offset} were announced`);
  return { status: response.status, outputs: tensors, error };
}
