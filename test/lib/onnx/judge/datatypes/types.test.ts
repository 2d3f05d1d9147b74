import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../../../../lib/formats/inspect.ts';
import { lacks, sharedModels } from '../../../../skip.ts';
import { attribute, condition, ifNode } from '../../bodies.ts';
import { saved } from '../../folders.ts';
import { field, model, node, tensorType, value } from '../../onnx-writer.ts';
import { type Case, judgedAsByRuntime, NONE } from '../as-by-runtime.ts';

const noModels = await lacks('models');
const [FLOAT, INT16, INT64, STRING, DOUBLE] = [1, 5, 7, 8, 11];
const x = (type: number): Buffer[] => [value('X', tensorType(type, ['N', 3]))];
const y = (type: number): Buffer[] => [value('Y', tensorType(type))];
const cast = (from: string, to: string, type: number): Buffer =>
  node('Cast', [from], [to], { name: to, attributes: [attribute('to', 2, field(3, type))] });

/** Bodies that give Y as a type that they make by a Cast. */
function bodyGiving(type: number): Buffer {
  return Buffer.concat([
    field(1, cast('X', 'inner', type)),
    field(2, 'body'),
    field(12, value('inner', tensorType(type))),
  ]);
}

const cases: Case[] = [
  [
    'two datatypes where ONNX wants one',
    { nodes: [cast('X', 'd', DOUBLE), node('Sub', ['X', 'd'], ['Y'])] },
    'types-contradict',
  ],
  [
    'two datatypes among many inputs',
    { nodes: [cast('X', 'd', DOUBLE), node('Max', ['X', 'X', 'd'], ['Y'])] },
    'types-contradict',
  ],
  ['the same after a Cast', { nodes: [cast('X', 'd', FLOAT), node('Sub', ['X', 'd'], ['Y'])] }, NONE],
  [
    'a datatype that the operator is not for',
    { inputs: x(STRING), outputs: y(STRING), nodes: [node('Exp', ['X'], ['Y'])] },
    'operator-not-for-datatype',
  ],
  [
    'an output declared as FP32 and given as INT64',
    { nodes: [node('Shape', ['X'], ['Y'])], outputs: y(FLOAT) },
    'output-contradicts',
  ],
  ['an output declared as it is given', { nodes: [node('Shape', ['X'], ['Y'])], outputs: y(INT64) }, NONE],
  [
    'a Constant declared otherwise, of which the runtime makes an initializer',
    {
      nodes: [node('Constant', [], ['Y'], { attributes: [attribute('value_int', 2, field(3, 5))] })],
      outputs: y(FLOAT),
    },
    NONE,
  ],
  [
    'what a body gives',
    { nodes: [...condition, ifNode(bodyGiving(DOUBLE))], outputs: y(FLOAT) },
    'output-contradicts',
  ],
  [
    'what a body gives, declared so',
    { nodes: [...condition, ifNode(bodyGiving(DOUBLE))], outputs: y(DOUBLE) },
    NONE,
  ],
  [
    'a kernel without that datatype',
    { inputs: x(INT16), outputs: y(INT16), nodes: [node('Max', ['X', 'X'], ['Y'])] },
    'operator-without-datatype',
  ],
  [
    'an operator that a function stands in for',
    { inputs: x(INT16), outputs: y(INT16), nodes: [node('Clip', ['X'], ['Y'])] },
    NONE,
  ],
  [
    'FP16, for which kernels of FP32 do',
    { inputs: x(10), outputs: y(10), nodes: [node('Sin', ['X'], ['Y'])] },
    NONE,
  ],
];

judgedAsByRuntime('datatypes are judged as by the runtime:', cases);

describe('what is told', () => {
  it('names operator and datatypes', async () => {
    const nodes = [cast('X', 'd', DOUBLE), node('Sub', ['X', 'd'], ['Y'])];
    const { problems } = await inspect(saved(model({ nodes })));
    expect(problems).toMatchObject([{ message: expect.stringContaining('"Sub (FP32, FP64)"') as string }]);
  });

  it('names an output with both datatypes', async () => {
    const { problems } = await inspect(saved(model({ nodes: [node('Shape', ['X'], ['Y'])] })));
    expect(problems[0]!.message).toContain('"Y (FP32, given as INT64)"');
  });

  it.skipIf(noModels)('is told of a model with an FP64 initializer', async () => {
    const file = path.join(sharedModels, '../cases/types-contradict.onnx');
    const { servable, problems } = await inspect(file);
    expect(servable).toBe(false);
    expect(problems[0]).toMatchObject({
      code: 'types-contradict',
      message: expect.stringContaining('Sub') as string,
    });
  });
});
