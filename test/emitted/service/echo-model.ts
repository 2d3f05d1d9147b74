import { model, node, tensorType, value } from '../../lib/onnx/onnx-writer.ts';

/** ONNX's number of each datatype of the Open Inference Protocol (TensorProto.DataType). */
export const ELEMENT_TYPES = {
  BOOL: 9,
  UINT8: 2,
  UINT16: 4,
  UINT32: 12,
  UINT64: 13,
  INT8: 3,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  FP16: 10,
  FP32: 1,
  FP64: 11,
  BYTES: 8,
};

export type Datatype = keyof typeof ELEMENT_TYPES;

export const DATATYPES = Object.keys(ELEMENT_TYPES) as Datatype[];

/** A tensor of one shape and datatype, as the file declares it. */
export function declared(name: string, datatype: Datatype, shape?: (number | string | null)[]): Buffer {
  return value(name, tensorType(ELEMENT_TYPES[datatype], shape));
}

/**
 * A model that gives back what it gets: for each datatype an input of that name, like `FP32`, and an output
 * `FP32_back`.
 */
export function echoModel(shape: (number | null)[], datatypes = DATATYPES): Buffer {
  return model({
    nodes: datatypes.map((name) => node('Identity', [name], [`${name}_back`], { name })),
    inputs: datatypes.map((name) => declared(name, name, shape)),
    outputs: datatypes.map((name) => declared(`${name}_back`, name, shape)),
  });
}
