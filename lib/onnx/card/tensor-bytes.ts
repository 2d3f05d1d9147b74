/** An element as JSON has it, and as it lies in bytes: little-endian, as the binary tensor data extension has it. */
export type ByteElement = number | bigint | string | boolean;

type Write = (target: Buffer, value: ByteElement, at: number) => void;

const number = (value: ByteElement): number => Number(value);
const big = (value: ByteElement): bigint => BigInt(value);

const WRITERS: Record<string, { bytes: number; write: Write }> = {
  BOOL: { bytes: 1, write: (target, value, at) => target.writeUInt8(value ? 1 : 0, at) },
  INT8: { bytes: 1, write: (target, value, at) => target.writeInt8(number(value), at) },
  UINT8: { bytes: 1, write: (target, value, at) => target.writeUInt8(number(value), at) },
  INT16: { bytes: 2, write: (target, value, at) => target.writeInt16LE(number(value), at) },
  UINT16: { bytes: 2, write: (target, value, at) => target.writeUInt16LE(number(value), at) },
  INT32: { bytes: 4, write: (target, value, at) => target.writeInt32LE(number(value), at) },
  UINT32: { bytes: 4, write: (target, value, at) => target.writeUInt32LE(number(value), at) },
  INT64: { bytes: 8, write: (target, value, at) => target.writeBigInt64LE(big(value), at) },
  UINT64: { bytes: 8, write: (target, value, at) => target.writeBigUInt64LE(big(value), at) },
  FP16: { bytes: 2, write: (target, value, at) => target.writeUInt16LE(toHalf(number(value)), at) },
  FP32: { bytes: 4, write: (target, value, at) => target.writeFloatLE(number(value), at) },
  FP64: { bytes: 8, write: (target, value, at) => target.writeDoubleLE(number(value), at) },
};

/** How many bytes an element takes; of a text, its UTF-8 behind a length of four bytes. */
export function bytesOf(datatype: string, value: ByteElement): number {
  return WRITERS[datatype]?.bytes ?? 4 + Buffer.byteLength(String(value));
}

/** Elements as bytes. They are elements of the datatype: whoever gives them has checked that. */
export function toBytes(datatype: string, elements: readonly ByteElement[]): Buffer {
  const writer = WRITERS[datatype];
  const size = elements.reduce<number>((sum, value) => sum + bytesOf(datatype, value), 0);
  const target = Buffer.alloc(size);
  let at = 0;
  for (const value of elements) {
    if (writer) writer.write(target, value, at);
    else {
      target.writeUInt32LE(Buffer.byteLength(String(value)), at);
      target.write(String(value), at + 4);
    }
    at += bytesOf(datatype, value);
  }
  return target;
}

/** The bits of the nearest IEEE 754 binary16, ties to even. Of a subnormal one the unit is 2^-24. */
function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(size)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size || 2 ** -24)));
  const units = size / 2 ** (exponent - 10);
  const below = Math.floor(units);
  const isUp = units - below > 0.5 || (units - below === 0.5 && below % 2 === 1);
  const rounded = below + Number(isUp);
  // A significand of 2^11 is the next exponent's first: the sum carries it over by itself.
  return sign | (rounded < 1024 ? rounded : ((exponent + 14) << 10) + rounded);
}
