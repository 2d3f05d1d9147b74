import { field, node, tensorType, value } from '../onnx-writer.ts';

const DIGITS = '0000000';

/** The fields of a graph that gives back its input. */
export const identity = [
  field(1, node('Identity', ['X'], ['Y'])),
  field(11, value('X', tensorType(1, ['N', 3]))),
  field(12, value('Y', tensorType(1, ['N', 3]))),
];

/** An ONNX file with such fields in its graph, and such further ones. */
export function model(graph: Buffer[], more: Buffer[] = []): Buffer {
  const opsets = [field(8, [field(2, 17)]), field(8, [field(1, 'ai.onnx.ml'), field(2, 1)])];
  return Buffer.concat([field(1, 8), field(7, [Buffer.concat(graph)]), ...opsets, ...more]);
}

/** The same bytes again and again. */
export function repeated(count: number, bytes: Buffer): Buffer {
  return Buffer.alloc(count * bytes.length, bytes);
}

/** `make('0000000')`, `make('0000001')` and so on, in a row: the digits must not change any length. */
export function numbered(count: number, make: (digits: string) => Buffer): Buffer {
  const one = make(DIGITS);
  const all = repeated(count, one);
  for (let at = one.indexOf(DIGITS); at >= 0; at = one.indexOf(DIGITS, at + 1)) {
    for (let i = 0; i < count; i++) {
      all.write(String(i).padStart(DIGITS.length, '0'), i * one.length + at, 'latin1');
    }
  }
  return all;
}

/** A node in a graph in an attribute in a node, and so on. */
export function nested(depth: number): Buffer {
  const heads: Buffer[] = [];
  let length = 0;
  for (let i = 0; i < 3 * depth; i++) {
    // The tag and length of a field of so many bytes: node (1), attribute (5), its graph (6).
    const head = field([6, 5, 1][i % 3]!, '').subarray(0, 1);
    const size = field(1, BigInt(length)).subarray(1);
    heads.push(size, head);
    length += head.length + size.length;
  }
  return Buffer.concat(heads.reverse());
}
