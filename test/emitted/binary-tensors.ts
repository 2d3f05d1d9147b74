import type { JsonTensor } from './shared-models.ts';

/** Of each datatype of fixed size: bytes of an element, and DataView's name for it. */
const FIXED: Record<string, [bytes: number, view: string]> = {
  BOOL: [1, 'Uint8'],
  UINT8: [1, 'Uint8'],
  UINT16: [2, 'Uint16'],
  UINT32: [4, 'Uint32'],
  UINT64: [8, 'BigUint64'],
  INT8: [1, 'Int8'],
  INT16: [2, 'Int16'],
  INT32: [4, 'Int32'],
  INT64: [8, 'BigInt64'],
  FP16: [2, 'Uint16'],
  FP32: [4, 'Float32'],
  FP64: [8, 'Float64'],
};

type Access = (offset: number, ...rest: unknown[]) => number | bigint;

/**
 * A tensor as the binary tensor data extension has it: little-endian, row-major, each string after its length.
 * https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
 */
export function encode({ datatype, data }: JsonTensor): Buffer {
  if (datatype === 'BYTES') return Buffer.concat(data.flatMap((text) => withLength(text as string)));
  const [bytes, kind] = FIXED[datatype]!;
  const buffer = Buffer.alloc(bytes * data.length);
  const view = new DataView(buffer.buffer, buffer.byteOffset);
  const set = (view as unknown as Record<string, Access>)[`set${kind}`]!.bind(view);
  data.forEach((element, i) => set(i * bytes, stored(datatype, element), true));
  return buffer;
}

/** The elements of a tensor, as JSON would have them. */
export function decode(datatype: string, bytes: Buffer): unknown[] {
  if (datatype === 'BYTES') return strings(bytes);
  const [size, kind] = FIXED[datatype]!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const get = (view as unknown as Record<string, Access>)[`get${kind}`]!.bind(view);
  return Array.from({ length: bytes.length / size }, (_, i) => shown(datatype, get(i * size, true)));
}

function stored(datatype: string, element: unknown): number | bigint {
  if (datatype.endsWith('INT64')) return BigInt(element as number);
  const number = Number(element);
  return datatype === 'FP16' ? bitsOfHalf(number) : number;
}

function shown(datatype: string, element: number | bigint): unknown {
  if (datatype === 'BOOL') return element !== 0;
  const value = datatype === 'FP16' ? half(Number(element)) : element;
  return typeof value === 'bigint' || Number.isFinite(value) ? value : String(value);
}

function withLength(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return [length, bytes];
}

function strings(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32LE(at)) {
    found.push(bytes.subarray(at + 4, at + 4 + bytes.readUInt32LE(at)).toString());
  }
  return found;
}

/** IEEE 754 half precision. */
function half(bits: number): number {
  const sign = bits < 0x8000 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const HALVES = new Map(Array.from({ length: 0x10000 }, (_, bits) => [half(bits), bits]));

/** @throws Error  for a number that is no half: the tests send none that would have to be rounded */
function bitsOfHalf(number: number): number {
  const bits = HALVES.get(number);
  if (bits === undefined) throw new Error(`${number} is no FP16`);
  // A Map takes both zeros for one.
  return number === 0 ? (Object.is(number, -0) ? 0x8000 : 0) : bits;
}
