import { fromHalf, toHalf } from './half.ts';

/** How an element lies in bytes: little-endian, in TensorProto's raw_data and in the protocol's binary tensor data alike. */
export interface Codec {
  read: (data: DataView, at: number) => number | bigint;
  /** A JSON value that is an element of the datatype: `true` is 1, "NaN" is NaN. */
  write: (data: DataView, at: number, value: unknown) => void;
}

type Numbers = 'Int8' | 'Uint8' | 'Int16' | 'Uint16' | 'Int32' | 'Uint32' | 'Float32' | 'Float64';

function numbers(type: Numbers): Codec {
  return {
    read: (data, at) => data[`get${type}`](at, true),
    write: (data, at, value) => data[`set${type}`](at, Number(value), true),
  };
}

function bigIntegers(type: 'BigInt64' | 'BigUint64'): Codec {
  return {
    read: (data, at) => data[`get${type}`](at, true),
    write: (data, at, value) => data[`set${type}`](at, BigInt(value as number | bigint), true),
  };
}

export const int8 = numbers('Int8');
export const uint8 = numbers('Uint8');
export const int16 = numbers('Int16');
export const uint16 = numbers('Uint16');
export const int32 = numbers('Int32');
export const uint32 = numbers('Uint32');
export const int64 = bigIntegers('BigInt64');
export const uint64 = bigIntegers('BigUint64');
export const float64 = numbers('Float64');
export const float32: Codec = {
  ...numbers('Float32'),
  read: (data, at) => shortest(data.getFloat32(at, true)),
};
export const float16: Codec = {
  read: (data, at) => fromHalf(data.getUint16(at, true)),
  write: (data, at, value) => data.setUint16(at, toHalf(Number(value)), true),
};

/** An FP32 number with as few digits as tell it apart from its neighbours: 9 are always enough. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : value;
}
