import { model, node, tensorType, value } from '../../test/lib/onnx/onnx-writer.ts';
import type { Tensor } from '../sides/side.ts';

const FLOAT = 1;
/** A row of the model is one kibibyte. */
export const FEATURES = 256;

/** An ONNX file that gives back its input, FP32 [N, 256]: what is left is what a service does with bodies. */
export function identityModel(): Buffer {
  return model({
    nodes: [node('Identity', ['X'], ['Y'])],
    inputs: [value('X', tensorType(FLOAT, ['N', FEATURES]))],
    outputs: [value('Y', tensorType(FLOAT, ['N', FEATURES]))],
  });
}

/** Numbers of four digits, some thousand different ones. */
export function kibibytes(count: number): Tensor {
  const data = Array.from({ length: count * FEATURES }, (_, index) => ((index * 7919) % 10_000) / 10_000);
  return { name: 'X', shape: [count, FEATURES], data };
}
