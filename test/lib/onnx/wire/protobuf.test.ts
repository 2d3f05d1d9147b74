import { describe, expect, it } from 'vitest';
import { type Field, ProtobufError, ProtobufFile } from '../../../../lib/onnx/wire/protobuf.ts';
import { saved } from '../folders.ts';
import { field, varint } from '../onnx-writer.ts';

function open(...bytes: (Buffer | number[])[]): ProtobufFile {
  return new ProtobufFile(saved(Buffer.concat(bytes.map((part) => Buffer.from(part as number[])))));
}

function faultOf(file: ProtobufFile): string {
  try {
    Array.from(file.fields());
  } catch (error) {
    if (error instanceof ProtobufError) return error.fault;
    throw error;
  }
  return 'none';
}

describe('a protobuf file', () => {
  it('gives its fields in their order', () => {
    const file = open(field(1, 8), field(2, 'name'), field(3, [field(1, 300)]));
    const fields = [...file.fields()];
    expect(fields.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(file.integer(fields[0]!)).toBe(8);
    expect(file.text(fields[1]!)).toBe('name');
    const [inner] = [...file.fields(fields[2])];
    expect(file.integer(inner!)).toBe(300);
  });

  it('reads signed 64-bit integers exactly, single and packed', () => {
    const values = [-1n, 2n ** 63n - 1n, -(2n ** 63n), 9007199254740993n];
    const packed = Buffer.from(values.flatMap(varint));
    const file = open(field(1, packed), field(2, -5));
    const [all, one] = [...file.fields()];
    expect([...file.integers(all!)]).toEqual(values);
    expect(file.integer(one!)).toBe(-5);
  });

  it('steps over fixed 32-bit and 64-bit fields', () => {
    const file = open([(1 << 3) + 5, 1, 2, 3, 4], [(2 << 3) + 1, 1, 2, 3, 4, 5, 6, 7, 8], field(3, 1));
    expect([...file.fields()].map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('reads text that lies across two windows of the disk', () => {
    const text = 'é'.repeat(40_000);
    const file = open(field(1, 'x'.repeat(32_000)), field(2, text));
    expect(file.text([...file.fields()][1]!, 100_000)).toBe(text);
  });

  it('cuts text at the limit', () => {
    const file = open(field(1, 'abcdef'));
    expect(file.text([...file.fields()][0]!, 3)).toBe('abc');
  });

  it.each<[string, number[][], string]>([
    ['a length beyond the end of the file', [[0x0a, 5, 1]], 'truncated'],
    ['a length of 2^63', [[0x0a], varint(2n ** 63n)], 'truncated'],
    ['a number that is cut off', [[0x08, 0x80]], 'truncated'],
    ['a number of more than 10 bytes', [[0x08], Array<number>(11).fill(0x80)], 'malformed'],
    ['the field number 0', [[0x00, 1]], 'malformed'],
    ['a field number beyond 2^29', [varint(2n ** 32n), [1]], 'malformed'],
    ['a group, which ONNX does not have', [[0x0b, 0x0c]], 'malformed'],
    ['a wire type that does not exist', [[0x0f]], 'malformed'],
  ])('refuses %s', (_, bytes, fault) => {
    expect(faultOf(open(...bytes))).toBe(fault);
  });

  it('refuses a field that goes beyond its message, though the file goes on', () => {
    const file = open(field(1, [Buffer.from([0x0a, 50])]), field(2, 'x'.repeat(100)));
    const [message] = [...file.fields()] as [Field];
    expect(() => [...file.fields(message)]).toThrow(expect.objectContaining({ fault: 'malformed' }));
  });

  it('keeps a bounded amount in memory', () => {
    const file = open(field(1, 'abc'));
    expect(() => {
      for (let i = 0; i < 1000; i++) file.retain(2 ** 20);
    }).toThrow(expect.objectContaining({ fault: 'too-complex' }));
  });
});
