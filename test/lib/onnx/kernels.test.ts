import { describe, expect, it } from 'vitest';
import { inspect } from '../../../lib/onnx/inspect.ts';
import { verdictOn } from '../../../lib/onnx/kernels.ts';
import { field, model, type ModelParts, node, saved } from './onnx-writer.ts';

async function problems(parts: ModelParts): Promise<[string, string][]> {
  return (await inspect(saved(model(parts)))).problems.map(({ code, message }) => [code, message]);
}

describe('an operator', () => {
  it.each([
    ['', 'Add', 6, 'no-kernel'],
    ['', 'Add', 7, 'runs'],
    ['', 'Add', 26, 'runs'],
    ['', 'Gelu', 19, 'too-old'],
    ['', 'Gelu', 20, 'runs'],
    ['', 'Constant', 1, 'runs'],
    ['', 'Foo', 17, 'unknown'],
    ['', 'toString', 17, 'unknown'],
    ['ai.onnx.ml', 'ZipMap', 1, 'runs'],
    ['com.microsoft', 'FusedMatMul', 1, 'runs'],
    ['com.microsoft', 'Foo', 1, 'unknown'],
    ['somebody.else', 'Foo', 1, 'runs'],
  ])('%s %s in opset %i: %s', (domain, operator, opset, verdict) => {
    expect(verdictOn(domain, operator, opset)).toBe(verdict);
  });
});

describe('a model', () => {
  it('is told which of its operators are not there, with their opset', async () => {
    const nodes = [node('Foo', ['X'], ['a']), node('Gelu', ['a'], ['b']), node('Add', ['b', 'b'], ['Y'])];
    expect(await problems({ nodes, opsets: [['', 6]] })).toEqual([
      ['operator-unknown', expect.stringContaining('"Foo (ai.onnx 6)"')],
      ['operator-not-yet', expect.stringContaining('"Gelu (ai.onnx 6)"')],
      ['operator-without-kernel', expect.stringContaining('"Add (ai.onnx 6)"')],
    ]);
  });

  it('is judged in its bodies, too', async () => {
    const body = field(6, [field(1, node('Foo', ['X'], ['f']))]);
    const nodes = [node('If', ['X'], ['Y'], { attributes: [body] })];
    expect(await problems({ nodes })).toMatchObject([['operator-unknown', expect.stringContaining('Foo')]]);
  });

  it('is judged in its functions by their own opsets', async () => {
    const own = (opset: number): Buffer =>
      field(25, [
        field(1, 'F'),
        field(10, 'a.b'),
        field(7, node('Gelu', ['x'], ['y'])),
        field(9, [field(1, ''), field(2, opset)]),
      ]);
    const nodes = [node('F', ['X'], ['Y'], { domain: 'a.b' })];
    expect(await problems({ nodes, more: [own(20)] })).toEqual([]);
    expect(await problems({ nodes, more: [own(17)] })).toMatchObject([
      ['operator-not-yet', expect.any(String)],
    ]);
  });

  it('is not refused for an operator of ai.onnx that it defines itself', async () => {
    const own = field(25, [field(1, 'Foo'), field(7, node('Neg', ['x'], ['y']))]);
    expect(await problems({ nodes: [node('Foo', ['X'], ['Y'])], more: [own] })).toEqual([]);
  });

  it('without an import of ai.onnx is judged by the newest opset', async () => {
    const nodes = [node('Gelu', ['X'], ['Y'])];
    expect(await problems({ nodes, opsets: [['ai.onnx.ml', 1]] })).toEqual([]);
  });
});
