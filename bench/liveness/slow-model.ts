import { field, model, node, tensorType, value } from '../../test/lib/onnx/onnx-writer.ts';

const FLOAT = 1;
const INT64 = 7;
const SIZE = 1024;

/**
 * An ONNX file that gives back its input, FP32 [N, F] (plus 0, to seven digits), after a chain of products of a
 * 1024 × 1024 matrix: 2 GFLOP each, 40 to 80 ms on one core. The matrix depends on the input, so that nothing of
 * it can be computed beforehand, and its elements stay 1/1024.
 */
export function slowModel(products: number): Buffer {
  const chain = Array.from({ length: products }, (_, step) =>
    node('MatMul', [`W${step}`, `W${step}`], [`W${step + 1}`], { name: `product ${step}` }),
  );
  const attributes = [Buffer.concat([field(1, 'keepdims'), field(3, 0), field(20, 2)])];
  return model({
    nodes: [
      node('ReduceMean', ['X'], ['mean'], { name: 'begin', attributes }),
      node('Mul', ['mean', 'tiny'], ['little'], { name: 'a little' }),
      node('Add', ['little', 'element'], ['filling'], { name: 'fill' }),
      node('Expand', ['filling', 'square'], ['W0']),
      ...chain,
      node('ReduceMean', [`W${products}`], ['end'], { name: 'end', attributes }),
      node('Mul', ['end', 'tiny'], ['nothing'], { name: 'almost nothing' }),
      node('Add', ['X', 'nothing'], ['Y'], { name: 'give back' }),
    ],
    inputs: [value('X', tensorType(FLOAT, ['N', 'F']))],
    outputs: [value('Y', tensorType(FLOAT, ['N', 'F']))],
    initializers: [
      constant('tiny', FLOAT, [1], Float32Array.of(1e-30)),
      constant('element', FLOAT, [1], Float32Array.of(1 / SIZE)),
      constant('square', INT64, [2], BigInt64Array.of(BigInt(SIZE), BigInt(SIZE))),
    ],
  });
}

function constant(name: string, type: number, shape: number[], data: Float32Array | BigInt64Array): Buffer {
  const dimensions = shape.map((size) => field(1, size));
  return Buffer.concat([...dimensions, field(2, type), field(8, name), field(9, Buffer.from(data.buffer))]);
}
