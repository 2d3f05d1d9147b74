import { FIXED32, FIXED64, LENGTH_DELIMITED, VARINT, varint } from '../../../../lib/onnx/wire/wire.ts';

/** A field of a protobuf message, to be changed and written again. */
export interface FieldTree {
  number: number;
  wire: number;
  /** What stands behind the tag, and behind the length where there is one; a message as its fields. */
  content: Buffer | FieldTree[];
  /** Written in place of the right length. */
  length?: bigint;
}

/** Which fields of a message are messages themselves. */
interface Schema {
  [number: number]: () => Schema;
}

// https://github.com/onnx/onnx/blob/v1.22.0/onnx/onnx.proto
const leaf = (): Schema => ({});
const tensor = (): Schema => ({ 13: leaf });
const shape = (): Schema => ({ 1: leaf });
const tensorType = (): Schema => ({ 2: shape });
const type = (): Schema => ({ 1: tensorType, 4: shape, 5: leaf, 8: tensorType, 9: shape });
const value = (): Schema => ({ 2: type });
const attribute = (): Schema => ({ 5: tensor, 6: graph, 10: tensor, 11: graph });
const node = (): Schema => ({ 5: attribute });
const graph = (): Schema => ({ 1: node, 5: tensor, 11: value, 12: value, 13: value });
const ownFunction = (): Schema => ({ 7: node, 9: leaf });
const model = (): Schema => ({ 7: graph, 8: leaf, 14: leaf, 25: ownFunction });

/** The fields of an ONNX file that is right; undefined for one that is not. */
export function parse(bytes: Buffer, schema: Schema = model()): FieldTree[] | undefined {
  const fields: FieldTree[] = [];
  let at = 0;
  const next = (): number => {
    let number = 0;
    for (let unit = 1; at < bytes.length; unit *= 128) {
      const byte = bytes[at++]!;
      number += (byte & 0x7f) * unit;
      if (byte < 0x80) return number;
    }
    return NaN;
  };
  while (at < bytes.length) {
    const key = next();
    const [number, wire] = [Math.floor(key / 8), key % 8];
    const start = at;
    let length = wire === FIXED32 ? 4 : wire === FIXED64 ? 8 : NaN;
    if (wire === LENGTH_DELIMITED) length = next();
    const from = wire === LENGTH_DELIMITED ? at : start;
    if (wire === VARINT) {
      next();
      length = at - start;
    }
    if (!(from + length <= bytes.length)) return undefined;
    at = from + length;
    const content = bytes.subarray(from, at);
    const inner = schema[number];
    const parsed = inner && wire === LENGTH_DELIMITED ? parse(content, inner()) : undefined;
    fields.push({ number, wire, content: parsed ?? content });
  }
  return fields;
}

/** The fields as bytes, each length as it has to be, or as the field says. */
export function serialise(fields: FieldTree[]): Buffer {
  return Buffer.concat(
    fields.flatMap(({ number, wire, content, length }) => {
      const bytes = Array.isArray(content) ? serialise(content) : content;
      const tag = varint(number * 8 + wire);
      return wire === LENGTH_DELIMITED ? [tag, varint(length ?? bytes.length), bytes] : [tag, bytes];
    }),
  );
}
