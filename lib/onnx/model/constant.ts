import type { Field, ProtobufFile } from '../wire/protobuf.ts';
import { datatypeOf } from './datatypes.ts';
import { readTensorData } from './tensor-data.ts';

// Integers beside weights are shapes, axes and lengths; what is longer is none of these.
const MOST = 10_000;

/**
 * The integers of an initializer, or of a Constant with a tensor, in the graph; undefined where there is none of that
 * name, or its data lie elsewhere or are not integers.
 */
export function constantIntegers(
  file: ProtobufFile,
  graphFields: Field[],
  name: string,
): { elements: number[]; isScalar: boolean } | undefined {
  for (const graph of graphFields) {
    for (const field of file.fields(graph)) {
      const tensor =
        field.number === 5 ? field : field.number === 1 ? constantTensor(file, field, name) : undefined;
      if (tensor === undefined || (field.number === 5 && !hasText(file, tensor, 8, name))) continue;
      return integersOf(file, tensor);
    }
  }
  return undefined;
}

function integersOf(
  file: ProtobufFile,
  tensor: Field,
): { elements: number[]; isScalar: boolean } | undefined {
  try {
    const { elements, shape, datatype } = readTensorData(file, MOST, tensor);
    const { kind, bits } = datatypeOf(datatype);
    if (kind !== 'integer' || bits < 32) return undefined;
    return { elements: elements.map(Number), isScalar: shape.length === 0 };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The tensor (t, 5) of a NodeProto that is a Constant and gives the value of that name. */
function constantTensor(file: ProtobufFile, node: Field, name: string): Field | undefined {
  if (!hasText(file, node, 4, 'Constant') || !hasText(file, node, 2, name)) return undefined;
  for (const attribute of file.fields(node)) {
    if (attribute.number !== 5) continue;
    for (const field of file.fields(attribute)) if (field.number === 5) return field;
  }
  return undefined;
}

function hasText(file: ProtobufFile, message: Field, number: number, text: string): boolean {
  for (const field of file.fields(message)) {
    if (
      field.number === number &&
      field.end - field.start === Buffer.byteLength(text) &&
      file.text(field) === text
    )
      return true;
  }
  return false;
}
