import { writeBinary } from '../tensors/binary.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { toFlatJson } from '../tensors/tensor.ts';
import { classified } from './classification.ts';
import type { InferForm } from './request.ts';

/** An inference response: the JSON part, and the bytes of the binary outputs after it. */
export interface InferAnswer {
  json: string;
  /** Empty where no output has any bytes: then the whole answer is JSON. */
  binary: Buffer[];
}

/** @param outputs one per `request.outputs`, in that order. */
export function inferAnswer(model: string, request: InferForm, outputs: Tensor[]): InferAnswer {
  const binary: Buffer[] = [];
  const described = outputs.map((given, index) => {
    const { spec, binary: isBinary, classification } = request.outputs[index]!;
    const tensor = classification === undefined ? given : classified(given, spec, classification);
    if (!isBinary) return describedTensor(tensor);
    const bytes = writeBinary(tensor);
    if (bytes.length > 0) binary.push(bytes);
    const { name, datatype, shape } = tensor;
    return { name, datatype, shape, parameters: { binary_data_size: bytes.length } };
  });
  return { json: JSON.stringify(inferBody(model, described, request.id)), binary };
}

export function inferBody(
  model: string,
  outputs: Record<string, unknown>[],
  id?: string,
): Record<string, unknown> {
  return { model_name: model, model_version: '1', ...(id !== undefined && { id }), outputs };
}

/** A tensor with its data as flat JSON, as requests and answers of the protocol have it. */
export function describedTensor(tensor: Tensor): Record<string, unknown> {
  const { name, datatype, shape } = tensor;
  return { name, datatype, shape, data: toFlatJson(tensor) };
}
