import { describe, expect, it } from 'vitest';
import type { CardTensor, Dimension } from '../../../../lib/onnx/card/card.ts';
import { columnsOf, parseNames } from '../../../../lib/onnx/card/columns.ts';

function tensors(...shapes: (Dimension[] | null)[]): CardTensor[] {
  return shapes.map((shape, i) => ({ name: `in${i}`, datatype: 'FP32', shape }));
}

const names = (inputs: CardTensor[], metadata = {}, given?: string[]): string[] | undefined =>
  columnsOf(inputs, metadata, given)?.map(({ name }) => name);

describe('names', () => {
  it.each<[string, string[]]>([
    ['["a", "b, c"]', ['a', 'b, c']],
    ['a, b ,c', ['a', 'b', 'c']],
    ['"sepal length",b\n5.1,3\n', ['sepal length', 'b']],
    ['', []],
    ['[1, 2]', []],
    ['["a"', []],
  ])('in %j are %j', (text, expected) => {
    expect(parseNames(text)).toEqual(expected);
  });
});

describe('columns', () => {
  it('are the feature names of one input [N,F]', () => {
    for (const rows of [-1, 'N', 1])
      expect(names(tensors([rows, 2]), { feature_names: 'a,b' })).toEqual(['a', 'b']);
  });

  it('are the names of inputs [N,1]', () => {
    expect(names(tensors([-1, 1], ['N', 1]))).toEqual(['in0', 'in1']);
    expect(names(tensors([1, 1]))).toEqual(['in0']);
  });

  it('have the units that belong to their names', () => {
    const metadata = { feature_names: 'in1,in0', feature_units: 'kg,cm' };
    expect(columnsOf(tensors([-1, 1], [-1, 1]), metadata)).toEqual([
      { name: 'in0', unit: 'cm' },
      { name: 'in1', unit: 'kg' },
    ]);
  });

  it.each<[string, CardTensor[], Record<string, string>]>([
    ['an input [N,F] without names', tensors([-1, 3]), {}],
    ['too few names', tensors([-1, 3]), { feature_names: 'a,b' }],
    ['two columns of one name', tensors([-1, 2]), { feature_names: 'a,a' }],
    ['a column without a name', tensors([-1, 2]), { feature_names: 'a,' }],
    ['a fixed number of rows', tensors([3, 2]), { feature_names: 'a,b' }],
    ['a free number of columns', tensors([-1, -1]), { feature_names: 'a' }],
    ['another rank', tensors([-1, 2, 1]), { feature_names: 'a,b' }],
    ['an unknown rank', tensors(null), { feature_names: 'a' }],
    ['inputs of different widths', tensors([-1, 1], [-1, 2]), { feature_names: 'a,b' }],
    ['inputs of one row and of any number of rows', tensors([-1, 1], [1, 1]), {}],
    ['no inputs', [], {}],
    ['no columns', tensors([-1, 0]), { feature_names: '' }],
  ])('are absent with %s', (_, inputs, metadata) => {
    expect(columnsOf(inputs, metadata)).toBeUndefined();
  });

  it.each([
    [['a'], '2 columns'],
    [['a', 'a'], 'Columns 1 and 2 have the same name: a'],
    [['a', ''], 'Column 2 has no name'],
  ])('cannot be %j for two columns', (given, reason) => {
    expect(() => columnsOf(tensors([-1, 2]), {}, given)).toThrow(reason);
  });

  it('cannot be given to a model that takes no table', () => {
    expect(() => columnsOf(tensors(null), {}, [])).toThrow('does not take a table');
  });
});
