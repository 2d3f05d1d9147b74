// TensorProto.DataType of https://github.com/onnx/onnx/blob/v1.22.0/onnx/onnx.proto, in the order of its numbers.
const ONNX_TYPES = [
  'UNDEFINED',
  'FLOAT',
  'UINT8',
  'INT8',
  'UINT16',
  'INT16',
  'INT32',
  'INT64',
  'STRING',
  'BOOL',
  'FLOAT16',
  'DOUBLE',
  'UINT32',
  'UINT64',
  'COMPLEX64',
  'COMPLEX128',
  'BFLOAT16',
  'FLOAT8E4M3FN',
  'FLOAT8E4M3FNUZ',
  'FLOAT8E5M2',
  'FLOAT8E5M2FNUZ',
  'UINT4',
  'INT4',
  'FLOAT4E2M1',
  'FLOAT8E8M0',
  'UINT2',
  'INT2',
];

// The Open Inference Protocol's name where it differs from ONNX's.
const PROTOCOL_NAMES: Record<string, string> = {
  FLOAT: 'FP32',
  DOUBLE: 'FP64',
  FLOAT16: 'FP16',
  STRING: 'BYTES',
};

/** ONNX's numbers of element types that operators give by themselves. */
export const FLOAT = 1;
export const UINT8 = 2;
export const INT32 = 6;
export const INT64 = 7;
export const STRING = 8;
export const FLOAT16 = 10;

/** A sequence of tensors, as a type: this much more than the number of their elements. */
export const SEQUENCE = 100;

/**
 * The name of an element type, from its number in ONNX: the Open Inference Protocol's (`FP32`, `INT64`, `BYTES`)
 * where that has one, else ONNX's (`INT4`, `BFLOAT16`); `TYPE_99` for a number that ONNX does not have.
 */
export function datatypeName(elementType: number): string {
  const onnx = ONNX_TYPES[elementType] ?? `TYPE_${elementType}`;
  return PROTOCOL_NAMES[onnx] ?? onnx;
}
