import type { Codec } from './codecs.ts';
import { type Datatype, DOUBLE_DATA, elementType, FLOAT_DATA, STRING_DATA } from './datatypes.ts';
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
  const datatype = elementType(type);
  const count = shape.reduce((product, size) => product * size, 1);
  if (!(count <= most)) throw new RangeError(`it has ${count} elements, more than ${most}`);
  if (data.has(14)) throw new RangeError('its data lie in another file');
  const elements = [...elementsOf(file, datatype, data, count)];
  if (elements.length !== count)
    throw new RangeError(`it has ${elements.length} elements, and its shape ${count}`);
  return { name, datatype: datatype.name, shape, elements: elements.map((value) => asJson(datatype, value)) };
}

/** At most one element more than `count`. */
function* elementsOf(
  file: ProtobufFile,
  { name, kind, bits, layout }: Datatype,
  data: Map<number, Field[]>,
  count: number,
): Generator<Element> {
  if (kind === 'text') {
    for (const field of (data.get(STRING_DATA) ?? []).slice(0, count + 1)) yield file.text(field, 2 ** 20);
    return;
  }
  if (layout === undefined) throw new RangeError(`JSON has no form for ${name}`);
  const { field: place, codec } = layout;
  const bytes = bits / 8;
  const [raw] = data.get(9) ?? [];
  if (raw !== undefined) return yield* numbers(file.bytes(raw, (count + 1) * bytes), bytes, codec);
  let left = count + 1;
  for (const field of data.get(place) ?? []) {
    if (left <= 0) return;
    const isFloat = place === FLOAT_DATA || place === DOUBLE_DATA;
    const found = isFloat
      ? numbers(file.bytes(field, left * bytes), bytes, codec)
      : integers(file, field, left, codec);
    for (const value of found) {
      yield value;
      left--;
    }
  }
}

function* numbers(bytes: Buffer, size: number, { read }: Codec): Generator<number | bigint, void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + size <= bytes.length; at += size) yield read(view, at);
}

/** Varints, of which the lowest bytes are the element's. */
function* integers(
  file: ProtobufFile,
  field: Field,
  most: number,
  { read }: Codec,
): Generator<number | bigint> {
  const view = new DataView(new ArrayBuffer(8));
  let left = field.wire === LENGTH_DELIMITED ? most : 1;
  for (const value of file.integers(field)) {
    if (left-- <= 0) return;
    view.setBigUint64(0, BigInt.asUintN(64, value), true);
    yield read(view, 0);
  }
}

function asJson({ kind }: Datatype, value: Element): Element {
  if (kind === 'boolean') return value !== 0;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const isSmall = typeof value === 'bigint' && Number.isSafeInteger(Number(value));
  return isSmall ? Number(value) : value;
}
