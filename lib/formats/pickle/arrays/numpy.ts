import { type Dtype, dtypeOf } from './dtype.ts';
import { attribute, classOf, itemsOf } from '../tree.ts';
import { Bytes, List, Made, Tuple, type Value } from '../interpreter/value.ts';

/** One element of an array, as JSON can have it. */
export type Scalar = string | number | boolean | bigint | null;

export interface NumpyArray {
  dtype: Dtype;
  shape: number[];
  /** In the order of the file; undefined where the array was too large to be kept. */
  values: Value[] | undefined;
}

const MOST_VALUES = 4096;

// scikit-learn brought a joblib of its own up to 0.20.
const WRAPPER = /^(sklearn\.externals\.)?joblib\.numpy_pickle\.NumpyArrayWrapper$/;

/** Whether an object of such a class stands for an array that follows it in a joblib file. */
export function isArrayWrapper(className: string): boolean {
  return WRAPPER.test(className);
}

/** The value of numpy.core.multiarray.scalar; undefined where it is not a plain one. */
export function scalarOf([type, content]: readonly Value[]): Value | undefined {
  const dtype = dtypeOf(type);
  const latin1 =
    typeof content === 'string' ? content : content instanceof Bytes ? content.latin1 : undefined;
  return dtype && latin1 !== undefined && latin1.length === dtype.size
    ? element(Buffer.from(latin1, 'latin1'), 0, dtype)
    : undefined;
}

/** An array of NumPy, in whichever way it stands in the file; undefined for what is none. */
export function arrayOf(value: Value | undefined): NumpyArray | undefined {
  const name = classOf(value)?.text.replace(/^numpy\._core\./, 'numpy.core.');
  if (!(value instanceof Made)) return undefined;
  if (name === 'numpy.core.multiarray._reconstruct') {
    const [, shape, dtype, , content] = itemsOf(value.states.at(-1)) ?? [];
    return arrayFrom(dtype, shape, content);
  }
  if (name === 'numpy.core.numeric._frombuffer') {
    const [content, dtype, shape] = value.args;
    return arrayFrom(dtype, shape, content);
  }
  if (name === undefined || !isArrayWrapper(name)) return undefined;
  return arrayFrom(attribute(value, 'dtype'), attribute(value, 'shape'), value.content);
}

/** The dimensions of an array; undefined for what is no tuple of lengths. */
export function shapeOf(value: Value | undefined): number[] | undefined {
  if (!(value instanceof Tuple)) return undefined;
  return value.items.every((length) => typeof length === 'number' && length >= 0 && Number.isInteger(length))
    ? [...(value.items as number[])]
    : undefined;
}

export function elements(shape: number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function arrayFrom(
  type: Value | undefined,
  dimensions: Value | undefined,
  content: Value | undefined,
): NumpyArray | undefined {
  const dtype = dtypeOf(type);
  const shape = shapeOf(dimensions);
  if (!dtype || !shape) return undefined;
  return {
    dtype,
    shape,
    values: elements(shape) <= MOST_VALUES ? valuesOf(dtype, elements(shape), content) : undefined,
  };
}

function valuesOf(dtype: Dtype, count: number, content: Value | undefined): Value[] | undefined {
  if (content instanceof List) return content.items.length === count ? [...content.items] : undefined;
  const nested = arrayOf(content);
  if (nested) return nested.values;
  const latin1 =
    typeof content === 'string' ? content : content instanceof Bytes ? content.latin1 : undefined;
  if (latin1 === undefined || latin1.length !== count * dtype.size) return undefined;
  const bytes = Buffer.from(latin1, 'latin1');
  const values = Array.from({ length: count }, (_, i) => element(bytes, i * dtype.size, dtype));
  return values.includes(undefined) ? undefined : (values as Value[]);
}

function element(bytes: Buffer, at: number, { kind, size, isBigEndian }: Dtype): Value | undefined {
  const order = isBigEndian ? 'BE' : 'LE';
  const isWide = size === 8;
  switch (kind) {
    case '?':
      return bytes[at] !== 0;
    case 'i':
      return isWide ? small(bytes[`readBigInt64${order}`](at)) : bytes[`readInt${order}`](at, size);
    case 'u':
      return isWide ? small(bytes[`readBigUInt64${order}`](at)) : bytes[`readUInt${order}`](at, size);
    case 'f':
      if (size === 4) return bytes[`readFloat${order}`](at);
      return isWide ? bytes[`readDouble${order}`](at) : undefined;
    case 'S':
      return bytes.toString('latin1', at, at + size).replace(/\0+$/, '');
    case 'U':
      return codePoints(bytes, at, size, isBigEndian);
    default:
      return undefined;
  }
}

/** Text of four bytes for each character, filled up with zeros. */
function codePoints(bytes: Buffer, at: number, size: number, isBigEndian: boolean): string {
  let text = '';
  for (let i = at; i + 4 <= at + size; i += 4) {
    const code = isBigEndian ? bytes.readUInt32BE(i) : bytes.readUInt32LE(i);
    text += code <= 0x10ffff ? String.fromCodePoint(code) : '�';
  }
  return text.replace(/\0+$/, '');
}

function small(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
