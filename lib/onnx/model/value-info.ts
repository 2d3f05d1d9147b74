import type { Dimension } from '../card/card.ts';
import { type Field, ProtobufError, type ProtobufFile } from '../wire/protobuf.ts';
import { VARINT } from '../wire/wire.ts';

/** What a value is. `undeclared`: the file does not say (allowed for outputs). */
export type Kind = 'tensor' | 'sparse_tensor' | 'sequence' | 'map' | 'optional' | 'opaque' | 'undeclared';

/** An input or output of a graph, as the model file declares it. */
export interface ValueInfo {
  name: string;
  kind: Kind;
  /** ONNX's number (lib/onnx/model/datatypes.ts) of a tensor's elements; 0 where it is not a tensor or not said. */
  elementType: number;
  /** `[]` is a scalar, `null` an unknown rank or no tensor. A free dimension is its name, or -1 without one. */
  shape: Dimension[] | null;
  /** Of a sequence of tensors: what each of them is. */
  elements?: Pick<ValueInfo, 'elementType' | 'shape'>;
  /** Where it lies in the file. */
  field: Field;
}

// The fields of TypeProto.
const KINDS: Record<number, Kind> = {
  1: 'tensor',
  4: 'sequence',
  5: 'map',
  7: 'opaque',
  8: 'sparse_tensor',
  9: 'optional',
};

// Bytes that V8 needs for a ValueInfo without its name, and what is made of it; for a dimension.
const VALUE = 340;
const DIMENSION = 16;
// NumPy stops at 64. JSON cannot be written deeper than the stack is.
const MAX_RANK = 1000;
// The names of inputs and outputs are copied into card, page and documents, each with its escapes.
const COPIES = 6;

/** Reads a ValueInfoProto. */
export function readValueInfo(file: ProtobufFile, info: Field): ValueInfo {
  file.retain(VALUE);
  const value: ValueInfo = { name: '', kind: 'undeclared', elementType: 0, shape: null, field: info };
  for (const field of file.fields(info)) {
    if (field.number === 1) value.name = copiedName(file, field);
    if (field.number === 2) readType(file, field, value);
  }
  return value;
}

/** Of a ValueInfoProto the name alone. */
export function readName(file: ProtobufFile, info: Field): string {
  let name = '';
  for (const field of file.fields(info)) if (field.number === 1) name = file.name(field);
  return name;
}

function copiedName(file: ProtobufFile, field: Field): string {
  const name = file.name(field);
  file.retain(COPIES * name.length);
  return name;
}

function readType(file: ProtobufFile, type: Field, value: ValueInfo): void {
  for (const field of file.fields(type)) {
    const kind = KINDS[field.number];
    if (kind === undefined) continue;
    value.kind = kind;
    if (kind === 'sequence') readElements(file, field, value);
    if (kind !== 'tensor' && kind !== 'sparse_tensor') continue;
    readTensorType(file, field, value);
    if (kind === 'sparse_tensor') value.shape = null;
  }
}

/** A TypeProto.Tensor: elem_type (1), shape (2). */
function readTensorType(file: ProtobufFile, type: Field, value: ValueInfo): void {
  for (const part of file.fields(type)) {
    if (part.number === 1) value.elementType = file.integer(part);
    if (part.number === 2) value.shape = readShape(file, part);
  }
}

/** Of a TypeProto.Sequence: elem_type (1), a TypeProto. */
function readElements(file: ProtobufFile, sequence: Field, value: ValueInfo): void {
  for (const field of file.fields(sequence)) {
    if (field.number !== 1) continue;
    const of: ValueInfo = { name: '', kind: 'undeclared', elementType: 0, shape: null, field };
    for (const type of file.fields(field)) {
      if (KINDS[type.number] === 'tensor') readTensorType(file, type, of);
    }
    if (of.elementType !== 0) value.elements = { elementType: of.elementType, shape: of.shape };
  }
}

function readShape(file: ProtobufFile, shape: Field): Dimension[] {
  const dimensions: Dimension[] = [];
  for (const field of file.fields(shape)) {
    if (field.number !== 1) continue;
    if (dimensions.length === MAX_RANK)
      throw new ProtobufError('too-complex', field.tag, `a tensor of more than ${MAX_RANK} dimensions`);
    file.retain(DIMENSION);
    dimensions.push(readDimension(file, field));
  }
  // A list grows by half and 16 more: this one is as long as it needs to be.
  return dimensions.slice();
}

// Neither a size nor a name, an empty name and a negative size all mean: free, without a name.
function readDimension(file: ProtobufFile, dimension: Field): Dimension {
  let size: Dimension = -1;
  for (const field of file.fields(dimension)) {
    if (field.number === 1 && field.wire === VARINT) size = Math.max(-1, file.integer(field));
    if (field.number === 2) size = copiedName(file, field) || -1;
  }
  return size;
}
