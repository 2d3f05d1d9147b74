import { model, node, tensorType, value } from '../lib/onnx/onnx-writer.ts';

const INT16 = 5;

/** ONNX has Max for INT16, and ONNX Runtime has no kernel for it: `inspect` knows, and so does loading. */
export function withoutKernel(): Buffer {
  const tensor = (name: string): Buffer => value(name, tensorType(INT16, ['N']));
  return model({
    nodes: [node('Max', ['A', 'B'], ['Y'], { name: 'larger' })],
    inputs: [tensor('A'), tensor('B')],
    outputs: [tensor('Y')],
  });
}

/** A table of three columns times weights for four: what shapes come to, only loading the model tells. */
export function misfit(): Buffer {
  const tensor = (name: string, shape: (number | string)[]): Buffer => value(name, tensorType(1, shape));
  return model({
    nodes: [node('MatMul', ['X', 'W'], ['Y'], { name: 'product' })],
    inputs: [tensor('X', ['N', 3]), tensor('W', [4, 2])],
    outputs: [tensor('Y', ['N', 2])],
  });
}
