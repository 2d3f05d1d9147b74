import { datatypeName } from './datatypes.ts';
import { type Field, ProtobufFile } from '../wire/protobuf.ts';
import { LENGTH_DELIMITED } from '../wire/wire.ts';

/** An element as JSON has it: non-finite numbers are "NaN", "Infinity" and "-Infinity". */
export type Element = number | bigint | string | boolean;

/** A tensor with its data. */
export interface TensorData {
  name: string;
  /** Its Open Inference Protocol name. */
  datatype: string;
  shape: number[];
  /** Flat, row by row. */
  elements: Element[];
}

/** How the elements of a datatype lie in `raw_data` (little-endian), and in which field they lie if not there. */
interface Layout {
  bytes: number;
  field: number;
  read: (data: DataView, at: number) => number | bigint;
}

// Fields of TensorProto: https://github.com/onnx/onnx/blob/v1.22.0/onnx/onnx.proto
const FLOAT_DATA = 4;
const INT32_DATA = 5;
const STRING_DATA = 6;
const INT64_DATA = 7;
const DOUBLE_DATA = 10;
const UINT64_DATA = 11;
const LAYOUTS: Record<string, Layout> = {
  FP32: { bytes: 4, field: FLOAT_DATA, read: (data, at) => shortest(data.getFloat32(at, true)) },
  FP64: { bytes: 8, field: DOUBLE_DATA, read: (data, at) => data.getFloat64(at, true) },
  FP16: { bytes: 2, field: INT32_DATA, read: (data, at) => half(data.getUint16(at, true)) },
  BOOL: { bytes: 1, field: INT32_DATA, read: (data, at) => data.getUint8(at) },
  UINT8: { bytes: 1, field: INT32_DATA, read: (data, at) => data.getUint8(at) },
  INT8: { bytes: 1, field: INT32_DATA, read: (data, at) => data.getInt8(at) },
  UINT16: { bytes: 2, field: INT32_DATA, read: (data, at) => data.getUint16(at, true) },
  INT16: { bytes: 2, field: INT32_DATA, read: (data, at) => data.getInt16(at, true) },
  INT32: { bytes: 4, field: INT32_DATA, read: (data, at) => data.getInt32(at, true) },
  UINT32: { bytes: 4, field: UINT64_DATA, read: (data, at) => data.getUint32(at, true) },
  INT64: { bytes: 8, field: INT64_DATA, read: (data, at) => data.getBigInt64(at, true) },
  UINT64: { bytes: 8, field: UINT64_DATA, read: (data, at) => data.getBigUint64(at, true) },
};

/**
 * Reads a file that holds one TensorProto, such as input_0.pb of a test data set.
 *
 * Throws ProtobufError for a file that is none, and RangeError for one with more than `most` elements, of a datatype that
 * JSON cannot have, or with another number of elements than its shape has.
 */
export function readTensorFile(path: string, most: number): TensorData {
  const file = new ProtobufFile(path);
  try {
    return readTensorData(file, most);
  } finally {
    file.close();
  }
}

/**
 * Reads a TensorProto: a message within the file, or the whole file. Throws as readTensorFile does.
 */
export function readTensorData(file: ProtobufFile, most: number, message?: Field): TensorData {
  const shape: number[] = [];
  const data = new Map<number, Field[]>();
  let name = '';
  let type = 0;
  for (const field of file.fields(message)) {
    if (field.number === 1) for (const size of file.integers(field)) shape.push(Number(size));
    else if (field.number === 2) type = file.integer(field);
    else if (field.number === 8) name = file.text(field);
    else data.set(field.number, [...(data.get(field.number) ?? []), field]);
  }
  const datatype = datatypeName(type);
  const count = shape.reduce((product, size) => product * size, 1);
  if (!(count <= most)) throw new RangeError(`it has ${count} elements, more than ${most}`);
  if (data.has(14)) throw new RangeError('its data lie in another file');
  const elements = [...elementsOf(file, datatype, data, count)];
  if (elements.length !== count)
    throw new RangeError(`it has ${elements.length} elements, and its shape ${count}`);
  return { name, datatype, shape, elements: elements.map((value) => asJson(datatype, value)) };
}

/** At most one element more than `count`. */
function* elementsOf(
  file: ProtobufFile,
  datatype: string,
  data: Map<number, Field[]>,
  count: number,
): Generator<Element> {
  if (datatype === 'BYTES') {
    for (const field of (data.get(STRING_DATA) ?? []).slice(0, count + 1)) yield file.text(field, 2 ** 20);
    return;
  }
  const layout = LAYOUTS[datatype];
  if (layout === undefined) throw new RangeError(`JSON has no form for ${datatype}`);
  const [raw] = data.get(9) ?? [];
  if (raw !== undefined) return yield* numbers(file.bytes(raw, (count + 1) * layout.bytes), layout);
  let left = count + 1;
  for (const field of data.get(layout.field) ?? []) {
    if (left <= 0) return;
    const isFloat = layout.field === FLOAT_DATA || layout.field === DOUBLE_DATA;
    const found = isFloat
      ? numbers(file.bytes(field, left * layout.bytes), layout)
      : [...integers(file, field, left)].map((value) => fromInteger(datatype, value));
    for (const value of found) {
      yield value;
      left--;
    }
  }
}

function* numbers(bytes: Buffer, { bytes: size, read }: Layout): Generator<number | bigint, void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + size <= bytes.length; at += size) yield read(view, at);
}

function* integers(file: ProtobufFile, field: Field, most: number): Generator<bigint> {
  let left = field.wire === LENGTH_DELIMITED ? most : 1;
  for (const value of file.integers(field)) {
    if (left-- <= 0) return;
    yield value;
  }
}

function fromInteger(datatype: string, value: bigint): number | bigint {
  if (datatype === 'FP16') return half(Number(BigInt.asUintN(16, value)));
  if (datatype === 'UINT64') return BigInt.asUintN(64, value);
  return datatype === 'INT64' ? value : Number(value);
}

function asJson(datatype: string, value: Element): Element {
  if (datatype === 'BOOL') return value !== 0;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const isSmall = typeof value === 'bigint' && Number.isSafeInteger(Number(value));
  return isSmall ? Number(value) : value;
}

/** An FP32 number with as few digits as tell it apart from its neighbours: 9 are always enough. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : value;
}

/** An IEEE 754 binary16, from its bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
