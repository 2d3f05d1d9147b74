import { describe, expect, it } from 'vitest';
import { inspect } from '../../../../lib/formats/inspect.ts';
import { verdictOn } from '../../../../lib/onnx/judge/kernels.ts';
import { attribute } from '../bodies.ts';
import { saved } from '../folders.ts';
import { field, model, type ModelParts, node, tensorType, value } from '../onnx-writer.ts';

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
    ['', 'Bernoulli', 21, 'runs'],
    ['', 'Bernoulli', 22, 'no-kernel'],
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
    const inputs = [value('X', tensorType(9, []))];
    expect(await problems({ nodes, inputs })).toMatchObject([
      ['operator-unknown', expect.stringContaining('Foo')],
    ]);
  });

  it.each([
    [0, []],
    [1, [['operator-layout', 'onnxruntime-node 1.30 cannot run these operators with layout = 1: "LSTM".']]],
  ])('with an LSTM of layout %i is judged by that', async (layout, expected) => {
    const attributes = [attribute('hidden_size', 2, field(3, 1)), attribute('layout', 2, field(3, layout))];
    expect(await problems({ nodes: [node('LSTM', ['X', 'X', 'X'], ['Y'], { attributes })] })).toEqual(
      expected,
    );
  });

  it('compiled for another execution provider is named', async () => {
    const nodes = [node('EPContext', ['X'], ['Y'], { name: 'npu', domain: 'com.microsoft' })];
    const opsets: [string, number][] = [['com.microsoft', 1]];
    expect(await problems({ nodes, opsets })).toMatchObject([
      ['operator-compiled', expect.stringContaining('"npu"')],
    ]);
  });

  it('without an import of ai.onnx is judged by the newest opset', async () => {
    const nodes = [node('Gelu', ['X'], ['Y'])];
    expect(await problems({ nodes, opsets: [['ai.onnx.ml', 1]] })).toEqual([]);
  });
});
