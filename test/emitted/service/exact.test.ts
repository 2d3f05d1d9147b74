import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import { decode } from '../binary-tensors.ts';
import { difference, exactly, type Close } from '../difference.ts';
import { DATATYPES, echoModel, type Datatype } from './echo-model.ts';
import { ROUTES, type Route } from './echo-routes.ts';
import { serveModel, type Started } from './started.ts';

const routes = Object.entries(ROUTES);
const NON_FINITE = ['NaN', 'Infinity', '-Infinity'];

/** Values that are easily lost. */
const VALUES: [Datatype, unknown[]][] = [
  ['INT64', [-(2n ** 63n), -(2n ** 53n) - 1n, -1, 0, 2n ** 53n + 1n, 10n ** 18n + 1n, 2n ** 63n - 1n]],
  ['UINT64', [0, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n]],
  ['FP16', [...NON_FINITE, 65_504, -65_504, 2 ** -24, 1.5, 2049 - 1]],
  ['FP32', [...NON_FINITE, Math.fround(3.4028234663852886e38), Math.fround(0.1), 2 ** -149, -1.5]],
  ['FP64', [...NON_FINITE, Number.MAX_VALUE, Number.MIN_VALUE, 0.1, 1 / 3, -(2 ** 60)]],
  ['BYTES', ['', ' ', '\n\t"\\/', 'é', 'e\u0301', '日本語', '😀', '\u2028\ufeff', 'NaN', '\u007f\u0001']],
  ['BOOL', [true, false, true]],
];

function everyHalf(): unknown[] {
  const bits = Uint16Array.from({ length: 0x10000 }, (_, i) => i);
  return decode('FP16', Buffer.from(bits.buffer)).map(plusZero);
}

/** JSON may lose the sign of zero. */
const plusZero = (value: unknown): unknown => (value === 0 ? 0 : value);

/** Numbers of all sizes, from the bits of a linear congruential generator. */
function manyFloats(datatype: 'FP32' | 'FP64', length: number): unknown[] {
  const words = new Uint32Array(datatype === 'FP32' ? length : 2 * length);
  let state = 1;
  for (let i = 0; i < words.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    words[i] = (state ^ (state >>> 15)) >>> 0;
  }
  return decode(datatype, Buffer.from(words.buffer)).map(plusZero);
}

/** A decimal as its datatype has it: fractions come in the fewest digits that mean the same FP16 or FP32. */
function inDatatype(datatype: Datatype, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isInteger(value)) return value;
  if (datatype === 'FP32') return Math.fround(value);
  return datatype === 'FP16' ? nearestHalf(value) : value;
}

function nearestHalf(value: number): number {
  const step = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -14) - 10);
  return Math.round(value / step) * step;
}

const sameIn =
  (datatype: Datatype): Close =>
  (got, want) =>
    exactly(inDatatype(datatype, got), want);

describe.skipIf(await lacks('runtime'))('what goes in comes back, exactly', () => {
  let service: Started;
  beforeAll(async () => {
    service = await serveModel(echoModel([null, null]));
  });
  afterAll(() => service.stop());

  async function expectEcho(
    { send, expected }: Route,
    datatype: Datatype,
    shape: number[],
    data: unknown[],
  ): Promise<void> {
    const tensor = { name: datatype, datatype, shape, data };
    expect(difference(await send(service, tensor), expected(tensor), sameIn(datatype))).toBeUndefined();
  }

  describe.each(routes)('%s', (_name, route) => {
    it.each(VALUES)('%s', async (datatype, data) => {
      await expectEcho(route, datatype, [1, data.length], data);
    });

    it('all 65,536 halves', () => expectEcho(route, 'FP16', [256, 256], everyHalf()));

    it.each(['FP32', 'FP64'] as const)('10,000 numbers of all sizes, %s', (datatype) =>
      expectEcho(route, datatype, [100, 100], manyFloats(datatype, 10_000)),
    );

    it('a string of 5 MB', () => expectEcho(route, 'BYTES', [1, 1], ['aé😀x'.repeat(5_000_000 / 8)]));

    it.each(DATATYPES)('nothing: an empty batch, and rows without elements, %s', async (datatype) => {
      for (const shape of [
        [2, 0],
        [0, 0],
        [0, 3],
      ])
        await expectEcho(route, datatype, shape, []);
    });
  });
});

describe.skipIf(await lacks('runtime'))('a scalar comes back as one', () => {
  let service: Started;
  beforeAll(async () => {
    service = await serveModel(echoModel([]));
  });
  afterAll(() => service.stop());

  describe.each(routes)('%s', (_name, { send, expected }) => {
    it.each(VALUES)('%s', async (datatype, data) => {
      for (const element of data) {
        const tensor = { name: datatype, datatype, shape: [], data: [element] };
        expect(difference(await send(service, tensor), expected(tensor), sameIn(datatype))).toBeUndefined();
      }
    });
  });
});
