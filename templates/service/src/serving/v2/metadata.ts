import type { Card, CardTensor } from '../../card.ts';
import { isFree } from '../../card.ts';

/**
 * Model metadata of the Open Inference Protocol. Free dimensions are -1; it has no form for an unknown rank:
 * [-1].
 */
export function modelMetadata(name: string, card: Card): Record<string, unknown> {
  return {
    name,
    versions: ['1'],
    platform: 'onnx_onnxv1',
    inputs: card.inputs.map(tensorMetadata),
    outputs: card.outputs.map(tensorMetadata),
  };
}

export function serverMetadata(name: string, version: string): Record<string, unknown> {
  return { name, version, extensions: ['binary_tensor_data', 'classification'] };
}

function tensorMetadata({ name, datatype, shape }: CardTensor): Record<string, unknown> {
  return { name, datatype, shape: shape?.map((dimension) => (isFree(dimension) ? -1 : dimension)) ?? [-1] };
}
