import { callOfFunction, ownFunction } from '../bodies.ts';
import { type ModelParts, node } from '../onnx-writer.ts';
import { judgedAsByRuntime, negate, NONE } from './as-by-runtime.ts';

/** A model that calls F, with these functions. */
function inFunction(...own: Buffer[]): ModelParts {
  return { ...callOfFunction, more: own };
}

judgedAsByRuntime('a function of the model:', [
  ['that is whole', inFunction(ownFunction([negate('x', 'y')])), NONE],
  [
    'one that is called with less than it takes',
    inFunction(ownFunction([negate('x', 'y')], { inputs: ['x', 'z'] })),
    NONE,
  ],
  [
    'one that reads what nobody makes',
    inFunction(ownFunction([node('Add', ['x', 'gone'], ['y'])])),
    'value-undefined',
  ],
  [
    'one whose nodes are in the wrong order',
    inFunction(ownFunction([negate('a', 'y'), node('Abs', ['x'], ['a'])])),
    'nodes-unsorted',
  ],
  [
    'one that does not make its output',
    inFunction(ownFunction([negate('x', 'z')])),
    'function-output-undefined',
  ],
  ['one that gives its input', inFunction(ownFunction([], { outputs: ['x'] })), 'function-output-undefined'],
  [
    'one without an opset',
    inFunction(ownFunction([negate('x', 'y')], { opsets: [] })),
    'function-opset-missing',
  ],
  [
    'one of an opset that is too new',
    inFunction(ownFunction([negate('x', 'y')], { opsets: [['', 27]] })),
    'opset-too-new',
  ],
  [
    'one that calls itself',
    inFunction(ownFunction([node('F', ['x'], ['y'], { domain: 'a.b' })], { opsets: [['a.b', 1]] })),
    'function-recursive',
  ],
  [
    'one that calls another',
    inFunction(
      ownFunction([node('G', ['x'], ['y'], { domain: 'a.b' })], { opsets: [['a.b', 1]] }),
      ownFunction([negate('x', 'y')], { name: 'G' }),
    ),
    NONE,
  ],
  [
    'one of a domain that the model does not import',
    { ...inFunction(ownFunction([negate('x', 'y')])), opsets: [['', 17]] },
    'function-domain-missing',
  ],
  ['one with an unknown operator', inFunction(ownFunction([node('Foo', ['x'], ['y'])])), 'operator-unknown'],
  [
    'one with an unknown operator that nobody calls',
    { more: [ownFunction([node('Foo', ['x'], ['y'])])] },
    NONE,
  ],
  [
    'one that does not make its output and that nobody calls',
    { more: [ownFunction([negate('x', 'z')])] },
    'function-output-undefined',
  ],
  [
    'one whose operators are newer than the opset of the model',
    inFunction(ownFunction([node('Gelu', ['x'], ['y'])], { opsets: [['', 20]] })),
    'operator-not-yet',
  ],
  [
    'one whose operators are older than the opset of the model',
    inFunction(ownFunction([node('Add', ['x', 'x'], ['y'])], { opsets: [['', 6]] })),
    NONE,
  ],
  [
    'one in ai.onnx',
    {
      nodes: [node('Foo', ['X'], ['Y'])],
      more: [ownFunction([negate('x', 'y')], { name: 'Foo', domain: '' })],
    },
    'operator-unknown',
  ],
  [
    'two of one name, the last of which counts',
    inFunction(ownFunction([node('Foo', ['x'], ['y'])]), ownFunction([negate('x', 'y')])),
    NONE,
  ],
]);
