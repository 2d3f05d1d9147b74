import { describe, expect, it } from 'vitest';
import type { Card, CardOutput, CardTensor } from '../../../../lib/onnx/card/card.ts';
import { compareCards } from '../../../../lib/onnx/compare/compare.ts';

type Shape = CardTensor['shape'];
const tensor = (name: string, shape: Shape, datatype = 'FP32'): CardTensor => ({ name, datatype, shape });

/** X FP32 [N, 4] in, Y FP32 [N, 3] out, where nothing else is said. */
function card(parts: Partial<Card> = {}): Card {
  return {
    version: 1,
    source: { file: 'a.onnx', origin: 'file', bytes: 1, sha256: 'a' },
    producer: 'test',
    irVersion: 8,
    opsets: { 'ai.onnx': 17 },
    inputs: [tensor('X', ['N', 4])],
    outputs: [tensor('Y', ['N', 3])],
    omitted: [],
    example: {},
    exampleOrigin: 'signature',
    ...parts,
  };
}

/** Kinds, with `!` where they are breaking. */
function kinds(before: Partial<Card>, after: Partial<Card>): string[] {
  return compareCards(card(before), card(after)).map(({ kind, breaking }) => `${kind}${breaking ? '!' : ''}`);
}
const ofInputs = (before: CardTensor[], after: CardTensor[]) => kinds({ inputs: before }, { inputs: after });
const ofOutputs = (before: CardOutput[], after: CardOutput[]) =>
  kinds({ outputs: before }, { outputs: after });
const texts = (before: Partial<Card>, after: Partial<Card>): string =>
  compareCards(card(before), card(after))
    .map(({ text }) => text)
    .join('\n');

it('tells nothing of what no client notices', () => {
  const other = { producer: 'other', irVersion: 10, opsets: { 'ai.onnx': 21 }, quantised: true as const };
  const source = { file: 'b.onnx', origin: 'file', bytes: 2, sha256: 'b' };
  expect(kinds({}, { ...other, source, example: { inputs: [] } })).toEqual([]);
});

describe('an input', () => {
  const [X, Z] = [tensor('X', ['N', 4]), tensor('Z', ['N', 1])];
  it.each<[string, CardTensor[], CardTensor[], string[]]>([
    ['that is new', [X], [X, Z], ['input-added!']],
    ['that is gone', [X, Z], [X], ['input-removed!']],
    ['of another name', [X], [tensor('input', ['N', 4])], ['input-renamed!']],
    ['of another name and shape', [X], [tensor('input', [9])], ['input-removed!', 'input-added!']],
    [
      'that could be one of two new ones',
      [X],
      [tensor('A', ['N', 4]), tensor('B', ['N', 4])],
      ['input-removed!', 'input-added!', 'input-added!'],
    ],
    ['in another place', [X, Z], [Z, X], []],
    ['of another datatype', [X], [tensor('X', ['N', 4], 'FP64')], ['input-datatype!']],
    ['with another size', [X], [tensor('X', ['N', 5])], ['input-shape!']],
    ['with a dimension more', [X], [tensor('X', ['N', 4, 1])], ['input-shape!']],
    ['with a size that was free', [X], [tensor('X', [1, 4])], ['input-shape!']],
    ['with a free size that was fixed', [tensor('X', [1, 4])], [X], ['input-shape']],
    ['with one size freed and one fixed', [X], [tensor('X', [1, 'M'])], ['input-shape!']],
    ['of a rank that is no longer said', [tensor('X', [4])], [tensor('X', null)], ['input-shape']],
    ['of a rank that is said now', [tensor('X', null)], [tensor('X', [4])], ['input-shape!']],
    ['whose free dimension has another name', [X], [tensor('X', ['batch', 4])], []],
    ['whose free dimension lost its name', [X], [tensor('X', [-1, 4])], []],
  ])('%s', (_what, before, after, expected) => {
    expect(ofInputs(before, after)).toEqual(expected);
  });

  it('of another datatype may have the same JSON', () => {
    const of = (before: string, after: string): string =>
      texts({ inputs: [tensor('X', [4], before)] }, { inputs: [tensor('X', [4], after)] });
    expect(of('FP32', 'FP64')).toContain('/v2 refuses FP32; the JSON for /predict stays the same');
    expect(of('INT32', 'FP32')).toContain('stays the same');
    expect(of('FP32', 'INT64')).toContain('/predict takes integers, not numbers');
    expect(of('INT64', 'INT8')).toContain('/predict takes fewer integers');
    expect(of('UINT8', 'INT8')).toContain('/predict takes fewer integers');
    expect(of('FP32', 'FP16')).toContain('/predict takes fewer numbers');
    expect(of('BYTES', 'INT64')).toContain('/predict takes integers, not strings');
    expect(of('INT8', 'BOOL')).toContain('/predict takes booleans, not integers');
  });

  it('may get a dimension that must be as large as another one', () => {
    const pair = (a: number | string, b: number | string) => [tensor('A', [a, 2]), tensor('B', [b, 2])];
    expect(ofInputs(pair('N', 'M'), pair('N', 'N'))).toEqual(['inputs-tied!']);
    expect(ofInputs(pair(1, 'M'), pair('N', 'N'))).toEqual(['inputs-tied!', 'input-shape']);
    expect(ofInputs(pair('N', 'N'), pair('batch', 'batch'))).toEqual([]);
    expect(ofInputs(pair('N', 'N'), pair('N', 'M'))).toEqual([]);
    // Without names nobody knows that they could differ; "None" is what converters write for no name.
    expect(ofInputs(pair(-1, -1), pair('N', 'N'))).toEqual([]);
    expect(ofInputs(pair('N', 'M'), pair('None', 'None'))).toEqual([]);
  });

  it('may be read otherwise from a body of bytes alone, if its shape no longer follows from their number', () => {
    const of = (before: Shape, after: Shape) => ofInputs([tensor('X', before)], [tensor('X', after)]);
    expect(of([1, 4], ['N', 4])).toEqual(['input-shape']);
    expect(of([1, 8], ['N', 'L'])).toEqual(['input-shape']);
    expect(of(['N', 8], ['N', 'L'])).toEqual(['input-shape', 'raw-request']);
    expect(of([1, 3, 8, 8], ['N', 3, 'H', 'W'])).toEqual(['input-shape', 'raw-request']);
    expect(of([4], null)).toEqual(['input-shape']);
    expect(of([2, 2], null)).toEqual(['input-shape', 'raw-request']);
  });
});

describe('an output', () => {
  const [Y, Z] = [tensor('Y', ['N', 3]), tensor('Z', ['N'])];
  it.each<[string, CardOutput[], CardOutput[], string[]]>([
    ['that is new', [Y], [Y, Z], ['output-added']],
    ['that is gone', [Y, Z], [Y], ['output-removed!']],
    ['of another name', [Y], [tensor('scores', ['N', 3])], ['output-renamed!']],
    ['in another place', [Y, Z], [Z, Y], ['output-order']],
    ['behind a new one', [Y], [Z, Y], ['output-added']],
    ['of another datatype', [Y], [tensor('Y', ['N', 3], 'FP64')], ['output-datatype!']],
    ['with another size', [Y], [tensor('Y', ['N', 4])], ['output-shape!']],
    ['with a dimension less', [Y], [tensor('Y', ['N'])], ['output-shape!']],
    ['with a free size that was fixed', [Y], [tensor('Y', ['N', 'M'])], ['output-shape!']],
    ['with a size that was free', [tensor('Y', ['N', 'M'])], [Y], ['output-shape']],
    ['of a rank that is no longer said', [Y], [tensor('Y', null)], ['output-shape!']],
    ['of a rank that is said now', [tensor('Y', null)], [Y], ['output-shape']],
    ['whose free dimension has another name', [Y], [tensor('Y', ['batch', 3])], []],
    ['with one row for all, where each had its own', [Y], [tensor('Y', [1, 3])], ['output-shape!']],
  ])('%s', (_what, before, after, expected) => {
    expect(ofOutputs(before, after)).toEqual(expected);
  });

  it('tells the form that its values have in JSON', () => {
    const of = (after: string): string => texts({}, { outputs: [tensor('Y', ['N', 3], after)] });
    expect(of('FP64')).toContain('in JSON numbers as before');
    expect(of('INT64')).toContain('in JSON integers instead of numbers');
    expect(of('BYTES')).toContain('in JSON strings instead of numbers');
  });

  it('that is gone because it cannot be served says so', () => {
    const omitted = [{ name: 'Y', type: 'SEQUENCE', reason: 'it is not a tensor' }];
    expect(texts({}, { outputs: [Z], omitted })).toContain('gives it as SEQUENCE, and it is not a tensor');
  });

  const batch = (rows: number | string, out = rows): Partial<Card> => ({
    inputs: [tensor('X', [rows, 4])],
    outputs: [tensor('Y', [out, 3])],
  });
  it('with as many rows as the request is the same for whoever sends one row', () => {
    expect(kinds(batch(1), batch('N'))).toEqual(['input-shape', 'output-shape']);
    expect(kinds(batch(1), batch(-1))).toEqual(['input-shape', 'output-shape']);
    expect(kinds(batch(1), batch('N', 'unk__7'))).toEqual(['input-shape', 'output-shape']);
    expect(kinds(batch(2, 1), batch('N'))).toEqual(['output-shape!', 'input-shape']);
  });
  it('with a fixed batch breaks by its input alone', () => {
    expect(kinds(batch('N'), batch(1))).toEqual(['input-shape!', 'output-shape']);
  });
  it('follows a dimension of its own name, wherever that is', () => {
    const model = (length: number | string): Partial<Card> => ({
      inputs: [tensor('ids', [1, length])],
      outputs: [tensor('Y', [1, length, 8])],
    });
    expect(kinds(model(16), model('L'))).toEqual(['input-shape', 'output-shape']);
    const unnamed = { ...model('L'), outputs: [tensor('Y', [1, 'K', 8])] };
    expect(kinds(model(16), unnamed)).toEqual(['output-shape!', 'input-shape']);
  });
});

describe('the classes of an output', () => {
  const classes = (names: string[], zipmap = true): CardOutput[] => [
    { ...tensor('Y', ['N', names.length]), classes: names, ...(zipmap && { zipmap: true as const }) },
  ];
  it.each<[string, CardOutput[], CardOutput[], string[]]>([
    ['with one more', classes(['a', 'b']), classes(['a', 'b', 'c']), ['output-classes!']],
    ['with one less', classes(['a', 'b']), classes(['a']), ['output-classes!']],
    ['with another name', classes(['a', 'b']), classes(['a', 'B']), ['output-classes!']],
    ['in another order', classes(['a', 'b']), classes(['b', 'a']), ['output-classes!']],
    ['as lists instead of maps', classes(['a', 'b', 'c']), [tensor('Y', ['N', 3])], ['output-zipmap!']],
    ['as maps instead of lists', [tensor('Y', ['N', 3])], classes(['a', 'b', 'c']), ['output-zipmap!']],
  ])('%s', (_what, before, after, expected) => {
    expect(ofOutputs(before, after)).toEqual(expected);
  });

  it('are named', () => {
    const text = texts({ outputs: classes(['a', 'b']) }, { outputs: classes(['b', 'c']) });
    expect(text).toBe('output "Y" lacks the classes "a" and has the new classes "c"');
  });
});

describe('the columns of a table', () => {
  const table = (...names: string[]): Partial<Card> => ({
    inputs: [tensor('X', ['N', names.length])],
    columns: names.map((name) => ({ name })),
  });
  const several = (...names: string[]): Partial<Card> => ({
    inputs: names.map((name) => tensor(name, ['N', 1])),
    columns: names.map((name) => ({ name })),
  });
  it.each<[string, Partial<Card>, Partial<Card>, string[]]>([
    ['that get names', { inputs: [tensor('X', ['N', 2])] }, table('a', 'b'), ['rows-added']],
    ['that lose their names', table('a', 'b'), { inputs: [tensor('X', ['N', 2])] }, ['rows-removed!']],
    ['with another name', table('a', 'b'), table('a', 'B'), ['column-renamed!']],
    ['with one more', table('a', 'b'), table('a', 'b', 'c'), ['input-shape!', 'columns-added!']],
    ['with one less', table('a', 'b', 'c'), table('a', 'c'), ['input-shape!', 'columns-removed!']],
    ['in another order', table('a', 'b', 'c'), table('c', 'a', 'b'), ['columns-order!']],
    ['that are inputs, in another order', several('a', 'b', 'c'), several('c', 'a', 'b'), []],
    ['that are inputs, with one more', several('a', 'b'), several('a', 'b', 'c'), ['input-added!']],
    [
      'that become inputs',
      table('a', 'b'),
      several('a', 'b'),
      ['input-removed!', 'input-added!', 'input-added!'],
    ],
    [
      'that are inputs with names of their own',
      several('a', 'b'),
      { ...several('a', 'b'), columns: [{ name: 'a' }, { name: 'age' }] },
      ['columns-removed!', 'columns-added!'],
    ],
  ])('%s', (_what, before, after, expected) => {
    expect(kinds(before, after)).toEqual(expected);
  });

  it('have units that clients rely on', () => {
    const size = (unit?: string): Partial<Card> => ({
      inputs: [tensor('X', ['N', 1])],
      columns: [unit === undefined ? { name: 'size' } : { name: 'size', unit }],
    });
    expect(kinds(size('cm'), size('inch'))).toEqual(['column-unit!']);
    expect(kinds(size(), size('cm'))).toEqual([]);
    expect(kinds(size('cm'), size())).toEqual([]);
  });

  it('say why rows are refused', () => {
    expect(texts(table('a', 'b'), { inputs: [tensor('X', ['N', 2])] })).toContain(
      'does not name its columns',
    );
    expect(texts(table('a', 'b'), { inputs: [tensor('X', [2, 2, 2])] })).toContain('takes no table');
  });
});

it('lists breaking changes first', () => {
  const before = { inputs: [tensor('X', [1, 4])], outputs: [tensor('Y', [3])] };
  const after = { inputs: [tensor('X', ['N', 4])], outputs: [tensor('Y', [4])] };
  expect(kinds(before, after)).toEqual(['output-shape!', 'input-shape']);
});
