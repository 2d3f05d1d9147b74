import { createRequire } from 'node:module';
import path from 'node:path';
import { ProtobufFile } from '../../../../lib/onnx/wire/protobuf.ts';

/**
 * A process of its own, on the Node that runs the emitted service: it loads and runs models in onnxruntime-node, which
 * may abort it. It is sent a Question and answers with a Ruling.
 */
export interface Question {
  model: string;
  /** Files with one TensorProto each, in the order of the model's inputs. */
  inputs: string[];
  /** The outputs to ask for; absent: all, or where that cannot be, those that are tensors. */
  outputs?: string[];
}

export interface Ruling {
  runs: boolean;
  /** What the runtime said, where it does not run. */
  why: string;
}

interface Metadata {
  name: string;
  isTensor: boolean;
}

interface Session {
  inputMetadata: Metadata[];
  outputMetadata: Metadata[];
  run(feeds: object, fetches?: string[]): Promise<unknown>;
  release(): Promise<void>;
}

interface Runtime {
  InferenceSession: { create(file: string, options: object): Promise<Session> };
  Tensor: new (type: string, data: unknown, dims: number[]) => unknown;
}

// By ONNX's numbers of the element types: the runtime's name, and how the bytes lie.
const TYPES: Record<number, [string, new (buffer: ArrayBuffer) => unknown]> = {
  1: ['float32', Float32Array],
  2: ['uint8', Uint8Array],
  3: ['int8', Int8Array],
  4: ['uint16', Uint16Array],
  5: ['int16', Int16Array],
  6: ['int32', Int32Array],
  7: ['int64', BigInt64Array],
  9: ['bool', Uint8Array],
  10: ['float16', Uint16Array],
  11: ['float64', Float64Array],
  12: ['uint32', Uint32Array],
  13: ['uint64', BigUint64Array],
};
const STRING = 8;

const service = path.join(import.meta.dirname, '../../../../templates/service/package.json');
const runtime = createRequire(service)('onnxruntime-node') as Runtime;

/** Of a TensorProto: dims (1), data_type (2), string_data (6), raw_data (9), which is what onnx writes. */
function readTensor(path: string): unknown {
  const file = new ProtobufFile(path);
  const dims: number[] = [];
  const strings: string[] = [];
  let [type, raw] = [0, Buffer.alloc(0)];
  for (const field of file.fields()) {
    if (field.number === 1) for (const size of file.integers(field)) dims.push(Number(size));
    if (field.number === 2) type = file.integer(field);
    if (field.number === 6) strings.push(file.text(field));
    if (field.number === 9) raw = Buffer.from(file.bytes(field));
  }
  file.close();
  if (type === STRING) return new runtime.Tensor('string', strings, dims);
  const known = TYPES[type];
  if (known === undefined) throw new Error(`no such input can be made: type ${type}`);
  const [name, View] = known;
  const data = new View(new Uint8Array(raw).buffer);
  // On Node 24 a Tensor of this type cannot be given to the runtime, but a plain object can.
  return name === 'float16'
    ? { type: name, data, dims, location: 'cpu' }
    : new runtime.Tensor(name, data, dims);
}

async function rule({ model, inputs, outputs }: Question): Promise<void> {
  const session = await runtime.InferenceSession.create(model, { logSeverityLevel: 4 });
  try {
    const feeds = session.inputMetadata.map(({ name, isTensor }, i) => {
      if (!isTensor) throw new Error('an input is no tensor');
      if (inputs[i] === undefined) throw new Error('there is no example of an input');
      return [name, readTensor(inputs[i])];
    });
    const tensors = session.outputMetadata.filter(({ isTensor }) => isTensor).map(({ name }) => name);
    await session.run(Object.fromEntries(feeds), outputs ?? tensors);
  } finally {
    await session.release();
  }
}

process.on('message', (question: Question) => {
  void rule(question).then(
    () => process.send!({ runs: true, why: '' }),
    (error: unknown) => process.send!({ runs: false, why: (error as Error).message }),
  );
});
