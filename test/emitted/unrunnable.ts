import { field, model, node, tensorType, value } from '../lib/onnx/onnx-writer.ts';

const INT16 = 5;

/** ONNX has Max for INT16, and ONNX Runtime has no kernel for it: only loading the model tells. */
export function withoutKernel(): Buffer {
  const tensor = (name: string): Buffer => value(name, tensorType(INT16, ['N']));
  return model({
    nodes: [node('Max', ['A', 'B'], ['Y'], { name: 'larger' })],
    inputs: [tensor('A'), tensor('B')],
    outputs: [tensor('Y')],
  });
}

/** ONNX has a layout of LSTM with the batch first, and ONNX Runtime's kernel does not: only loading the model tells. */
export function batchFirst(): Buffer {
  const integer = (name: string, number: number): Buffer =>
    Buffer.concat([field(1, name), field(3, number), field(20, 2)]);
  const tensor = (name: string, shape: number[]): Buffer => value(name, tensorType(1, shape));
  return model({
    nodes: [
      node('LSTM', ['X', 'W', 'R'], ['Y'], { attributes: [integer('layout', 1), integer('hidden_size', 2)] }),
    ],
    inputs: [tensor('X', [1, 3, 4]), tensor('W', [1, 8, 4]), tensor('R', [1, 8, 2])],
    outputs: [tensor('Y', [1, 3, 1, 2])],
  });
}
