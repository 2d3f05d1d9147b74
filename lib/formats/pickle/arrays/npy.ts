import { Bytes, Made, Name, Tuple, type Value } from '../interpreter/value.ts';

// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html: magic, version, length of the header, header.
const MAGIC = '\x93NUMPY';
const DESCRIPTION = /'descr': '([<>|=])([a-zA-Z?])(\d+)'/;
const SHAPE = /'shape': \(([\d, ]*)\)/;

/** The array in an .npy file as a pickle would have it; undefined where it is none, or its elements are objects. */
export function arrayFromNpy(bytes: Buffer): Value | undefined {
  if (bytes.toString('latin1', 0, 6) !== MAGIC || bytes.length < 12) return undefined;
  const isOld = bytes[6] === 1;
  const start = isOld ? 10 : 12;
  const end = start + (isOld ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  const header = bytes.toString('latin1', start, end);
  const [, order, letter, digits] = DESCRIPTION.exec(header) ?? [];
  const lengths = SHAPE.exec(header)?.[1]?.match(/\d+/g)?.map(Number) ?? [];
  if (order === undefined || letter === undefined || letter === 'O') return undefined;
  const content = new Bytes(bytes.length - end, bytes.toString('latin1', end));
  const dtype = new Made(new Name('numpy', 'dtype'), [`${letter}${digits}`]);
  const size = letter === 'U' ? 4 * Number(digits) : Number(digits);
  const isSized = /[USV]/.test(letter);
  dtype.states.push(new Tuple([3, order, null, null, null, isSized ? size : -1, -1, 0]));
  return new Made(new Name('numpy.core.numeric', '_frombuffer'), [content, dtype, new Tuple(lengths), 'C']);
}
