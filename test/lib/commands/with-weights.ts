import { field, model, node, tensor } from '../onnx/onnx-writer.ts';

/** Y = X · W, with W in a file beside the model. */
export const withWeights = (location: string, doc = ''): Buffer =>
  model({
    nodes: [node('Mul', ['X', 'W'], ['Y'])],
    initializers: [tensor('W', { location })],
    more: [field(6, doc)],
  });

/** What is in that file: one FP32. */
export const bytes = (value: number): Buffer => Buffer.from(new Float32Array([value]).buffer);
