import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CardTensor } from '../../src/card.ts';
import { Faults } from '../../src/serving/problems.ts';
import { readBinary, writeBinary } from '../../src/serving/tensors/binary.ts';
import { datatypes } from '../../src/serving/tensors/datatypes.ts';
import { fromHalf, toHalf } from '../../src/serving/tensors/half.ts';
import { parseJson } from '../../src/serving/tensors/json.ts';
import { readNested } from '../../src/serving/tensors/nested.ts';
import { checkNamedDimensions } from '../../src/serving/tensors/shape.ts';
import { toNestedJson } from '../../src/serving/tensors/tensor.ts';

function read(datatype: string, shape: CardTensor['shape'], json: string) {
  const faults = new Faults();
  const tensor = readNested({ name: 'x', datatype, shape }, parseJson(json), '/x', faults);
  return { tensor, at: faults.list.map((fault) => fault.at) };
}

/** What comes back where a tensor goes in as JSON and out as JSON. */
function echo(datatype: string, shape: CardTensor['shape'], json: string): string {
  return JSON.stringify(toNestedJson(read(datatype, shape, json).tensor!));
}

describe('every value goes in and out as JSON without a loss', () => {
  const values: [string, string][] = [
    ['INT64', '[-9223372036854775808,9007199254740993,9223372036854775807]'],
    ['UINT64', '[0,18446744073709551615]'],
    ['INT8', '[-128,127]'],
    ['UINT32', '[4294967295]'],
    ['FP64', '[1e+308,"NaN","Infinity","-Infinity",0.1]'],
    ['FP32', '[0.5,"NaN","Infinity","-Infinity",5.1,3.4028234663852886e+38,123456792,1e-45]'],
    ['FP16', '[65504,0.5,"NaN","-Infinity",6e-8,0.1]'],
    ['BOOL', '[true,false]'],
    ['BYTES', '["","é","\\ud83d\\ude00"]'],
  ];
  for (const [datatype, json] of values) {
    test(datatype, () => assert.deepEqual(parseJson(echo(datatype, [-1], json)), parseJson(json)));
  }
  test('a scalar is a bare value', () => assert.equal(echo('FP32', [], '2'), '2'));
  test('an unknown rank is that of the nesting', () =>
    assert.equal(echo('INT32', null, '[[[1],[2]]]'), '[[[1],[2]]]'));
});

test('what is sent is what comes back, to the last character', () => {
  for (const name of ['FP16', 'FP32', 'FP64']) {
    const json = '[5.1,0.1,-0.3,1000,1e-7]';
    assert.equal(echo(name, [-1], json), json);
  }
  const mixed = '[0.12345678901234567,1,9007199254740993]';
  assert.equal(echo('INT64', [-1], '[1,9007199254740993]'), '[1,9007199254740993]');
  assert.deepEqual(parseJson(mixed), [0.12345678901234567, 1, 9007199254740993n]);
});

test('below an empty array the dimensions are the model’s, free ones 0', () => {
  assert.deepEqual(read('FP32', [-1, 4], '[]').tensor!.shape, [0, 4]);
  assert.deepEqual(read('FP32', ['N', 'M'], '[]').tensor!.shape, [0, 0]);
  assert.deepEqual(read('FP32', [-1, 'M'], '[[],[]]').tensor!.shape, [2, 0]);
});

describe('every fault of a tensor is found, with its place', () => {
  const faulty: [string, string, CardTensor['shape'], string, string[]][] = [
    ['a wrong fixed dimension', 'FP32', [-1, 2], '[[1,2,3],[4,5,6]]', ['/x']],
    ['too few brackets', 'FP32', [-1, 2], '[1,2]', ['/x']],
    ['too many brackets', 'FP32', [-1], '[[1],[2]]', ['/x']],
    ['ragged rows and an element in one', 'FP32', [-1, 2], '[[1,2],[3],[4,null]]', ['/x/1', '/x/2/1']],
    ['numbers that overflow', 'FP32', [-1], '[1e39,-1e39,1e38]', ['/x/0', '/x/1']],
    [
      'integers out of range, fractions, strings',
      'INT8',
      [-1],
      '[128,0.5,"1",true,1]',
      ['/x/0', '/x/1', '/x/2', '/x/3'],
    ],
    ['an exponent beyond 2^53', 'INT64', [-1], '[1e18,9223372036854775808]', ['/x/0', '/x/1']],
    ['what is not quite a string', 'BYTES', [-1], '["a\\u0000","\\ud800",1]', ['/x/0', '/x/1', '/x/2']],
    ['2 and texts as BOOL', 'BOOL', [-1], '[2,"true",1,false]', ['/x/0', '/x/1']],
    ['a scalar in brackets', 'FP32', [], '[1]', ['/x']],
    ['a million rows of nothing, and one more', 'FP32', null, `[${'[],'.repeat(2 ** 20)}[]]`, ['/x']],
  ];
  for (const [name, datatype, shape, json, at] of faulty) {
    test(name, () => assert.deepEqual(read(datatype, shape, json), { tensor: undefined, at }));
  }
});

test('a number is taken by every datatype that has it: 22.0 is an integer, 1 is true', () => {
  assert.deepEqual([...read('INT64', [-1], '[22.0,1e2]').tensor!.data], [22n, 100n]);
  assert.deepEqual([...read('BOOL', [-1], '[0,1,1.0,true]').tensor!.data], [0, 1, 1, 1]);
});

test('an object in the place of an element is a fault, whatever its members are called', () => {
  for (const datatype of Object.keys(datatypes)) {
    for (const json of ['[{}]', '[{"toString":1}]', '[{"valueOf":1,"constructor":1}]', '[{"length":1}]']) {
      assert.deepEqual(read(datatype, [1], json), { tensor: undefined, at: ['/x/0'] });
    }
  }
});

test('the hint for a word that is no BOOL names both values', () => {
  const faults = new Faults();
  readNested({ name: 'x', datatype: 'BOOL', shape: [2] }, ['constructor', ' True'], '/x', faults);
  assert.deepEqual(
    faults.list.map(({ hint }) => hint),
    ['Write true or false, without quotes.', 'Write true, without quotes.'],
  );
});

test('a long first row does not decide how much memory is taken', () => {
  const rows = JSON.stringify([Array(10_000).fill(1), ...Array<number[]>(10_000).fill([])]);
  assert.equal(read('FP64', [-1, -1], rows).tensor, undefined);
});

test('dimensions of one name must be equal in all inputs', () => {
  const specs = ['a', 'b'].map((name) => ({ name, datatype: 'FP32', shape: ['batch', 'None'] }));
  const tensors = [
    [2, 1],
    [3, 4],
  ].map((shape, index) => ({ ...specs[index]!, shape, data: [] }));
  const faults = new Faults();
  checkNamedDimensions(specs, tensors, (position) => `/${position}`, faults);
  assert.deepEqual(
    faults.list.map(({ at, got }) => [at, got]),
    [['/1', '3']],
  );
});

test('strings go out and in as bytes', () => {
  const tensor = { name: 'x', datatype: 'BYTES', shape: [4], data: ['', 'é', 'abc', '\uFEFFa'] };
  const faults = new Faults();
  assert.deepEqual(readBinary({ ...tensor }, writeBinary(tensor), '', faults)!.data, tensor.data);
  assert.equal(readBinary({ ...tensor }, Buffer.from([9, 0, 0, 0, 65]), '', faults), undefined);
});

/** How many digits a number has where it is written as short as it can be. */
const digitsOf = (number: number) => number.toExponential().replace(/e.*|\D/g, '').length;

test('a tensor that is too large for JSON is refused before it takes the memory', () => {
  const data = new Uint8Array(2 ** 24 + 1);
  const tensor = { name: 'x', datatype: 'UINT8', shape: [data.length], data };
  assert.throws(() => toNestedJson(tensor), { status: 422 });
});

test('what is written of an FP32 is read as the same 32 bits; an integer is itself, and a fraction has no digit too many', () => {
  const bits = new Uint32Array(1);
  const value = new Float32Array(bits.buffer);
  // Every exponent with its edges, then a walk through all patterns: 2654435769 has no factor in common with 2^32.
  const edges = Array.from({ length: 255 }, (_, exponent) =>
    [0, 1, 0x7fffff].map((rest) => (exponent << 23) + rest),
  );
  const walk = Array.from({ length: 50_000 }, (_, step) => Number((BigInt(step) * 2654435769n) % 2n ** 32n));
  for (const pattern of [...edges.flat(), ...walk]) {
    bits[0] = pattern;
    const [number] = value as unknown as [number];
    if (!Number.isFinite(number)) continue;
    const written = Number(JSON.stringify(datatypes.FP32!.write(number as never)));
    if (Number.isInteger(number)) {
      if (written !== number) assert.fail(`${number} is written as ${written}`);
      continue;
    }
    const shorter = Number(number.toPrecision(Math.max(1, digitsOf(written) - 1)));
    if (Math.fround(written) !== number) assert.fail(`${number} is written as ${written}`);
    if (shorter !== written && Math.fround(shorter) === number) assert.fail(`${written}, not ${shorter}`);
  }
});

test('what is written of an FP16 is read as the same 16 bits; an integer is itself, and a fraction has no digit too many', () => {
  for (let bits = 0; bits < 0x7c00; bits++) {
    const number = fromHalf(bits);
    const written = Number(JSON.stringify(datatypes.FP16!.write(bits as never)));
    const shorter = Number(number.toPrecision(Math.max(1, digitsOf(written) - 1)));
    assert.equal(toHalf(written), bits);
    if (Number.isInteger(number)) assert.equal(written, number);
    else if (shorter !== written) assert.notEqual(toHalf(shorter), bits);
  }
});

test('halves are rounded to the nearest, ties to even', () => {
  assert.equal(fromHalf(toHalf(2049)), 2048);
  assert.equal(fromHalf(toHalf(2051)), 2052);
  assert.equal(toHalf(65519.99), 0x7bff);
  for (let bits = 0; bits < 0x7c00; bits++) assert.equal(toHalf(fromHalf(bits)), bits);
});
