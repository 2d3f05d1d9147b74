import { field, model, node, tensorType, value } from '../../lib/onnx/onnx-writer.ts';

const SIDE = 1024;
const FP32 = 1;
const INT64 = 7;

/** A tensor in the file, with its bytes. */
function initializer(name: string, type: number, dimensions: number[], bytes: Buffer): Buffer {
  return Buffer.concat([
    ...dimensions.map((size) => field(1, size)),
    field(2, type),
    field(8, name),
    field(9, bytes),
  ]);
}

const int64s = (...values: number[]): Buffer => Buffer.from(BigInt64Array.from(values.map(BigInt)).buffer);
const fp32s = (...values: number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);

/**
 * A model that takes its time: Y = X, FP32 [1] → FP32 [], by way of the mean of a matrix that is multiplied with one
 * of ones and divided by their number, again and again. 2.1 GFLOP each time, so about a second on two processors.
 */
export function slowModel(times = 70): Buffer {
  const steps = Array.from({ length: times }, (_, i) => [
    node('MatMul', [`A${i}`, 'ones'], [`B${i}`], { name: `MatMul ${i}` }),
    node('Mul', [`B${i}`, 'share'], [`A${i + 1}`], { name: `Mul ${i}` }),
  ]);
  const scalar = Buffer.concat([field(1, 'keepdims'), field(3, 0), field(20, 2)]);
  const one = field(5, [field(1, FP32), field(2, FP32), field(9, fp32s(1))]);
  const filling = Buffer.concat([field(1, 'value'), one, field(20, 4)]);
  return model({
    nodes: [
      node('ConstantOfShape', ['shape'], ['ones'], { attributes: [filling] }),
      node('Expand', ['X', 'shape'], ['A0']),
      ...steps.flat(),
      node('ReduceMean', [`A${times}`], ['Y'], { attributes: [scalar] }),
    ],
    initializers: [
      initializer('shape', INT64, [2], int64s(SIDE, SIDE)),
      initializer('share', FP32, [1], fp32s(1 / SIDE)),
    ],
    inputs: [value('X', tensorType(FP32, [1]))],
    outputs: [value('Y', tensorType(FP32, []))],
  });
}
