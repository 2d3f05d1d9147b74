import { describe, expect, it } from 'vitest';
import { toBytes } from '../../../../lib/onnx/card/tensor-bytes.ts';

describe('elements as bytes', () => {
  it.each([
    ['INT64', [1, -2n, 2n ** 62n], '0100000000000000feffffffffffffff0000000000000040'],
    ['BOOL', [true, false], '0100'],
    ['BYTES', ['a', 'é'], '010000006102000000c3a9'],
    ['FP32', [1, 'NaN', '-Infinity'], '0000803f0000c07f000080ff'],
    ['FP64', [0.5], '000000000000e03f'],
    // IEEE 754 binary16: the largest, beyond it, the smallest subnormal, half of it (to even), 1 + 2^-11 (to even), -0.
    [
      'FP16',
      [1, 65504, 65520, 2 ** -24, 2 ** -25, 1 + 2 ** -11, -0, 'NaN'],
      '003cff7b007c01000000003c0080007e',
    ],
    ['UINT8', [255], 'ff'],
  ])('%s', (datatype, elements, hex) => {
    expect(toBytes(datatype, elements).toString('hex')).toBe(hex);
  });
});
