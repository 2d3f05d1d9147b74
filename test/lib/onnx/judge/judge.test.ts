import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../../../lib/formats/inspect.ts';
import { callOfFunction, ownFunction } from '../bodies.ts';
import { saved } from '../folders.ts';
import {
  field,
  model,
  type ModelParts,
  node,
  sequenceOfMaps,
  tensor,
  tensorType,
  value,
  zipMapModel,
} from '../onnx-writer.ts';

async function codes(parts: ModelParts): Promise<string[]> {
  const { problems } = await inspect(saved(model(parts)));
  for (const { message, hint } of problems) expect([message, hint]).not.toContain('');
  return problems.map(({ code }) => code);
}

const input = (type: Buffer | undefined, name = 'X'): ModelParts => ({ inputs: [value(name, type)] });
const output = (type?: Buffer): ModelParts => ({ outputs: [value('Y', type)] });
const external = (location: string, length = '0'): ModelParts => ({
  initializers: [tensor('W', { location, length })],
});

describe('a model is not servable because of', () => {
  it.each<[string, ModelParts, string]>([
    ['its IR version', { irVersion: 14 }, 'ir-version-too-new'],
    ['its missing IR version', { irVersion: null }, 'ir-version-missing'],
    ['its opset', { opsets: [['', 27]] }, 'opset-too-new'],
    [
      'the opset of another domain, though nothing uses it',
      {
        opsets: [
          ['', 17],
          ['ai.onnx.ml', 6],
        ],
      },
      'opset-too-new',
    ],
    ['its missing opsets', { opsets: [] }, 'opset-missing'],
    [
      'an operator of an unknown domain',
      { nodes: [node('F', ['X'], ['Y'], { domain: 'a.b' })] },
      'operator-domain-unknown',
    ],
    ['a BFLOAT16 input', input(tensorType(16, [1])), 'input-datatype'],
    ['an INT4 input', input(tensorType(22, [1])), 'input-datatype'],
    ['an input of a datatype that ONNX does not have', input(tensorType(99, [1])), 'input-datatype'],
    ['a sequence as input', input(sequenceOfMaps), 'input-not-a-tensor'],
    ['an optional input', input(field(9, [])), 'input-not-a-tensor'],
    ['an input without a type', input(undefined), 'input-undeclared'],
    [
      'an input without a name',
      { inputs: [value('X', tensorType(1)), value('', tensorType(1))] },
      'input-unnamed',
    ],
    ['having no outputs', { outputs: [] }, 'no-outputs'],
    ['a sequence as its only output', output(sequenceOfMaps), 'no-servable-output'],
    ['UINT4 as its only output', output(tensorType(21, [1])), 'no-servable-output'],
    ['an output without a type as its only one', output(), 'no-servable-output'],
    ['a complex output', output(tensorType(14, [1])), 'output-datatype'],
    ['a value that nobody makes', { nodes: [node('Add', ['X', 'gone'], ['Y'])] }, 'value-undefined'],
    ['an output that nobody makes', { nodes: [] }, 'value-undefined'],
    [
      'a value that is made twice',
      { nodes: [node('Neg', ['X'], ['Y']), node('Abs', ['X'], ['Y'])] },
      'value-defined-twice',
    ],
    [
      'an input that is declared twice',
      { inputs: [value('X', tensorType(1)), value('X', tensorType(1))] },
      'value-defined-twice',
    ],
    ['missing external data', external('weights.bin'), 'external-data-missing'],
    ['external data above its folder', external('../weights.bin'), 'external-data-outside'],
    [
      'external data above its folder, as Windows writes it',
      external('a\\..\\..\\weights.bin'),
      'external-data-outside',
    ],
    ['external data at an absolute path', external('/etc/passwd'), 'external-data-outside'],
    ['external data on a drive', external('C:\\weights.bin'), 'external-data-outside'],
    ['external data without a location', external(''), 'external-data-missing'],
    ['external data under a name of the project', external('./card.json'), 'external-data-name-taken'],
    ['external data below a name of the project', external('model.onnx/w.bin'), 'external-data-name-taken'],
    ['external data of a name that no file can have', external('a\0b'), 'external-data-missing'],
    ['external data of a name that is too long', external('a'.repeat(300)), 'external-data-missing'],
    [
      'a NUL in the name of an input',
      { inputs: [value('X\0', tensorType(1))], nodes: [node('Neg', ['X\0'], ['Y'])] },
      'input-unnamed',
    ],
    [
      'a NUL in the name of its only output',
      { outputs: [value('Y\0', tensorType(1))], nodes: [node('Neg', ['X'], ['Y\0'])] },
      'no-servable-output',
    ],
    [
      'a function that is called with more than it takes, which aborts the process',
      { ...callOfFunction, more: [ownFunction([node('Constant', [], ['y'])], { inputs: [] })] },
      'function-call',
    ],
  ])('%s', async (_, parts, code) => {
    expect(await codes(parts)).toEqual([code]);
  });

  it('external data that are shorter than what is read from them', async () => {
    const file = saved(model(external('weights.bin', '4')));
    writeFileSync(path.join(path.dirname(file), 'weights.bin'), Buffer.alloc(3));
    expect((await inspect(file)).problems).toMatchObject([{ code: 'external-data-truncated' }]);
    writeFileSync(path.join(path.dirname(file), 'weights.bin'), Buffer.alloc(4));
    expect((await inspect(file)).problems).toEqual([]);
  });

  it('many things of one kind, of which it tells twenty', async () => {
    const inputs = Array.from({ length: 30 }, (_, i) => value(`${'long '.repeat(100)}${i}`, sequenceOfMaps));
    const { problems } = await inspect(saved(model({ inputs, nodes: [node('Constant', [], ['Y'])] })));
    expect(problems.map(({ code }) => code)).toEqual(Array(21).fill('input-not-a-tensor'));
    expect(problems[0]!.message).toContain('long …"');
    expect(problems[20]!.message).toBe('10 more problems are of the same kind.');
  });

  it('several things at once, all of them told', async () => {
    const parts = { irVersion: 99, ...input(sequenceOfMaps), ...output(sequenceOfMaps) };
    expect(await codes(parts)).toEqual(['ir-version-too-new', 'input-not-a-tensor', 'no-servable-output']);
  });
});

describe('a model is servable in spite of', () => {
  it.each<[string, ModelParts]>([
    [
      'IR version 0 and any version of a domain that nothing uses',
      {
        irVersion: 0,
        opsets: [
          ['', 1],
          ['a.b', 99],
        ],
      },
    ],
    [
      'an output that cannot be served beside one that can',
      { outputs: [value('Y', tensorType(1)), value('X', sequenceOfMaps)] },
    ],
    ['an output of unknown rank', output(tensorType(8))],
    ['optional inputs and outputs that are left out', { nodes: [node('Clip', ['X', '', ''], ['Y', ''])] }],
    [
      'a node of the default domain by its long name',
      { nodes: [node('Neg', ['X'], ['Y'], { domain: 'ai.onnx' })] },
    ],
  ])('%s', async (_, parts) => {
    expect(await codes(parts)).toEqual([]);
  });

  it('a ZipMap as its only output', async () => {
    expect(await inspect(saved(zipMapModel()))).toMatchObject({
      servable: true,
      outputs: [{ name: 'Z', datatype: 'FP32', shape: ['N', 2], classes: ['no', 'yes'] }],
    });
  });
});
