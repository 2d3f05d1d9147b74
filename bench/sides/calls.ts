import type { Call } from '../load/load.ts';
import { difference } from './difference.ts';
import type { Load, Tensor } from './side.ts';

/** A load as POST /predict takes and answers it. */
export function jsonCall({ request, answer }: Load): Call {
  return {
    method: 'POST',
    path: '/predict',
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from(JSON.stringify(request)),
    fault: (got) => textFault(answer, got.toString()),
  };
}

/** A file as POST /predict takes it. */
export function fileCall({ type, bytes: body }: NonNullable<Load['file']>, answer: unknown): Call {
  return {
    method: 'POST',
    path: '/predict',
    headers: { 'Content-Type': type },
    body,
    fault: (got) => textFault(answer, got.toString()),
  };
}

/** An echo answers what it was sent. */
export function echoCall(load: Load): Call | undefined {
  return load.binary ? undefined : jsonCall({ ...load, answer: load.request });
}

/** The bytes of the tensor there, and those of the scores back: what one writes for oneself. */
export function bytesCall({ input, output }: NonNullable<Load['binary']>): Call {
  return {
    method: 'POST',
    path: '/predict-bytes',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: bytes(input),
    fault: (answer) => bytesFault(answer, output),
  };
}

/** The same in the Open Inference Protocol with its extension for binary tensors. */
export function protocolBytesCall(model: string, { input, output }: NonNullable<Load['binary']>): Call {
  const body = bytes(input);
  const { name, shape } = input;
  const parameters = { binary_data_size: body.length };
  const inputs = [{ name, datatype: 'FP32', shape, parameters }];
  const head = Buffer.from(JSON.stringify({ inputs, parameters: { binary_data_output: true } }));
  return {
    method: 'POST',
    path: `/v2/models/${model}/infer`,
    headers: {
      'Content-Type': 'application/octet-stream',
      'Inference-Header-Content-Length': `${head.length}`,
    },
    body: Buffer.concat([head, body]),
    // The tensor comes last.
    fault: (answer) => bytesFault(answer.subarray(-bytes(output).length), output),
  };
}

function bytes({ data }: Tensor): Buffer {
  return Buffer.from(Float32Array.from(data as number[]).buffer);
}

function bytesFault(answer: Buffer, output: Tensor): string | undefined {
  if (answer.length !== output.data.length * 4) return `${answer.length} bytes`;
  const values = Array.from({ length: output.data.length }, (_, index) => answer.readFloatLE(index * 4));
  return difference(output.data, values);
}

function textFault(wanted: unknown, text: string): string | undefined {
  try {
    return difference(wanted, JSON.parse(text));
  } catch {
    return `no JSON: ${text.slice(0, 200)}`;
  }
}
