import type { CardTensor } from '../../card.ts';
import type { Faults } from '../problems.ts';
import type { Elements } from './datatypes.ts';
import { datatype, isServable } from './datatypes.ts';
import { packStrings } from './packed.ts';
import type { Tensor } from './tensor.ts';
import { size } from './tensor.ts';
import { checkValues } from './values.ts';

/*
 * Tensors as bytes, as the binary tensor data extension of the Open Inference Protocol has them:
 * little-endian, row-major, BOOL one byte, FP16 two, each element of BYTES a 4-byte length and then UTF-8.
 */

/** A string that begins with U+FEFF keeps it: it is a character there, and no mark. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * @param at JSON Pointer of the tensor in the JSON part.
 * @returns undefined where there was a fault.
 */
export function readBinary(
  spec: CardTensor & { shape: number[] },
  bytes: Uint8Array,
  at: string,
  faults: Faults,
): Tensor | undefined {
  const tensor = { name: spec.name, datatype: spec.datatype, shape: spec.shape };
  const length = size(tensor.shape);
  const fault = (expected: string, got: string, hint: string) => {
    faults.add({ tensor: tensor.name, at, expected, got, hint });
    return undefined;
  };
  const known = (found: Tensor) => {
    const before = faults.count;
    checkValues(spec, found, () => at, faults);
    return faults.count === before ? found : undefined;
  };
  const { kind, bytes: width, create } = datatype(tensor.datatype);
  if (kind === 'text') {
    const strings = readStrings(bytes);
    if (typeof strings === 'string')
      return fault('strings, each after its 4-byte length', strings, BYTES_HINT);
    if (strings.length === length) return known({ ...tensor, data: strings });
    return fault(`${length} strings`, String(strings.length), 'Their number is the product of the shape.');
  }
  if (bytes.length !== length * width) {
    const hint = `${tensor.datatype} has ${width} bytes an element, and the shape has ${length} elements.`;
    return fault(`${length * width} bytes`, String(bytes.length), hint);
  }
  if (kind === 'boolean' && bytes.some((byte) => byte > 1)) {
    return fault('bytes 0 and 1', 'another byte', 'A BOOL is one byte: 0 is false, 1 is true.');
  }
  // A copy: typed arrays start at multiples of their element's size, a body's part starts anywhere.
  const data = create(length) as Exclude<Elements, string[]>;
  new Uint8Array(data.buffer).set(bytes);
  return known({ ...tensor, data });
}

const BYTES_HINT = 'Each string is a little-endian 32-bit length and that many bytes of UTF-8 without NUL.';

/** The strings, or what is wrong with them. */
function readStrings(bytes: Uint8Array): string[] | string {
  const elements = readElements(bytes);
  if (typeof elements === 'string') return elements;
  const strings: string[] = [];
  for (const element of elements) {
    const text = readString(element);
    if (text === undefined) return `bytes that are not UTF-8 or contain a NUL, in string ${strings.length}`;
    strings.push(text);
  }
  return strings;
}

/** The elements of BYTES, each after its length, or what is wrong with them. */
export function readElements(bytes: Uint8Array): Uint8Array[] | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements: Uint8Array[] = [];
  let position = 0;
  while (position < bytes.length) {
    if (position + 4 > bytes.length) return 'an incomplete length at the end';
    const end = position + 4 + view.getUint32(position, true);
    if (end > bytes.length) return `a length that goes beyond the end, in string ${elements.length}`;
    elements.push(bytes.subarray(position + 4, end));
    position = end;
  }
  return elements;
}

/** UTF-8 as a string; undefined where it is none, or none that the runtime would keep as it is. */
export function readString(bytes: Uint8Array): string | undefined {
  try {
    const text = utf8.decode(bytes);
    return isServable(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

export function writeBinary(tensor: Tensor): Buffer {
  const data = Array.isArray(tensor.data) ? packStrings(tensor.data) : tensor.data;
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
