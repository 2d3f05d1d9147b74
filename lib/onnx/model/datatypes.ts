import * as codecs from './codecs.ts';

/** What the elements of a datatype are. */
export type Kind = 'float' | 'integer' | 'boolean' | 'text' | 'complex' | 'other';

/** All that the generator knows of a datatype; what belongs to one alone is here, and nowhere asked by its name. */
export interface Datatype {
  /** The Open Inference Protocol's (`FP32`, `INT64`, `BYTES`) where that has one, else ONNX's (`INT4`, `BFLOAT16`). */
  name: string;
  kind: Kind;
  /** Of one element in memory; 0 where it has no fixed size. */
  bits: number;
  /** The least and the most that an integer, or a finite number, can be. */
  range?: readonly [least: number | bigint, most: number | bigint];
  /** Of those of a fixed size that can be served. */
  layout?: Layout;
  /**
   * Whether it crosses onnxruntime-node's binding in both directions, as those of the protocol do. Measured: a model of
   * that kind was given to onnxruntime-node 1.30.0 on linux x64.
   */
  isServed: boolean;
  /**
   * It cannot cross, but a model may have it as an output: it loads as long as nobody fetches it. Measured: fetching one
   * aborts the process (v8::ArrayBuffer::New Allocation failed).
   */
  aborts?: boolean;
}

/** How elements lie in bytes, and in which field of TensorProto they lie where it has no raw_data. */
export interface Layout {
  field: number;
  codec: codecs.Codec;
}

// Fields of TensorProto: https://github.com/onnx/onnx/blob/v1.22.0/onnx/onnx.proto
export const FLOAT_DATA = 4;
const INT32_DATA = 5;
export const STRING_DATA = 6;
const INT64_DATA = 7;
export const DOUBLE_DATA = 10;
const UINT64_DATA = 11;

const other = (name: string): Datatype => ({ name, kind: 'other', bits: 0, isServed: false });

function float(name: string, bits: number, most?: number, field?: number, codec?: codecs.Codec): Datatype {
  return { name, kind: 'float', bits, ...(most && { range: [-most, most] }), ...laidOut(field, codec) };
}

function signed(name: string, bits: number, field?: number, codec?: codecs.Codec): Datatype {
  const most = 2n ** BigInt(bits - 1) - 1n;
  return { name, kind: 'integer', bits, range: [-most - 1n, most], ...laidOut(field, codec) };
}

function unsigned(name: string, bits: number, field?: number, codec?: codecs.Codec): Datatype {
  return { name, kind: 'integer', bits, range: [0n, 2n ** BigInt(bits) - 1n], ...laidOut(field, codec) };
}

/** Measured: "MLDataType for: tensor(complex64) is not … supported"; the runtime does not know them at all. */
const complex = (name: string, bits: number): Datatype => ({ name, kind: 'complex', bits, isServed: false });

function laidOut(field?: number, codec?: codecs.Codec): Pick<Datatype, 'layout' | 'isServed'> {
  return field !== undefined && codec ? { isServed: true, layout: { field, codec } } : { isServed: false };
}

// TensorProto.DataType of https://github.com/onnx/onnx/blob/v1.22.0/onnx/onnx.proto, in the order of its numbers.
const DATATYPES: readonly Datatype[] = [
  other('UNDEFINED'),
  float('FP32', 32, (2 - 2 ** -23) * 2 ** 127, FLOAT_DATA, codecs.float32),
  unsigned('UINT8', 8, INT32_DATA, codecs.uint8),
  signed('INT8', 8, INT32_DATA, codecs.int8),
  unsigned('UINT16', 16, INT32_DATA, codecs.uint16),
  signed('INT16', 16, INT32_DATA, codecs.int16),
  signed('INT32', 32, INT32_DATA, codecs.int32),
  signed('INT64', 64, INT64_DATA, codecs.int64),
  { name: 'BYTES', kind: 'text', bits: 0, isServed: true },
  { name: 'BOOL', kind: 'boolean', bits: 8, ...laidOut(INT32_DATA, codecs.uint8) },
  float('FP16', 16, 65_504, INT32_DATA, codecs.float16),
  float('FP64', 64, Number.MAX_VALUE, DOUBLE_DATA, codecs.float64),
  unsigned('UINT32', 32, UINT64_DATA, codecs.uint32),
  unsigned('UINT64', 64, UINT64_DATA, codecs.uint64),
  complex('COMPLEX64', 64),
  complex('COMPLEX128', 128),
  float('BFLOAT16', 16),
  float('FLOAT8E4M3FN', 8),
  float('FLOAT8E4M3FNUZ', 8),
  float('FLOAT8E5M2', 8),
  float('FLOAT8E5M2FNUZ', 8),
  { ...unsigned('UINT4', 4), aborts: true },
  { ...signed('INT4', 4), aborts: true },
  float('FLOAT4E2M1', 4),
  float('FLOAT8E8M0', 8),
  unsigned('UINT2', 2),
  signed('INT2', 2),
];

/** ONNX's numbers of element types that operators give by themselves. */
export const FLOAT = 1;
export const UINT8 = 2;
export const INT32 = 6;
export const INT64 = 7;
export const STRING = 8;
export const FLOAT16 = 10;

/** A sequence of tensors, as a type: this much more than the number of their elements. */
export const SEQUENCE = 100;

/** A datatype from its number in ONNX; it is called `TYPE_99` where ONNX does not have that number. */
export function elementType(number: number): Datatype {
  return DATATYPES[number] ?? other(`TYPE_${number}`);
}

/** The name of an element type, from its number in ONNX. */
export function datatypeName(number: number): string {
  return elementType(number).name;
}

const BY_NAME = new Map(DATATYPES.map((datatype) => [datatype.name, datatype]));

/** A datatype from its name; one of the kind `other` where there is none of that name, as for SEQUENCE. */
export function datatypeOf(name: string): Datatype {
  return BY_NAME.get(name) ?? other(name);
}

/** Whether a number is neither less nor more than its datatype can have. */
export function isInRange(value: number | bigint, { range }: Datatype): boolean {
  return range !== undefined && range[0] <= value && value <= range[1];
}
