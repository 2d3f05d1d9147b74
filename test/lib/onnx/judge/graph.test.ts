import { field, node, tensor, tensorType, value } from '../onnx-writer.ts';
import { judgedAsByRuntime, negate, NONE } from './as-by-runtime.ts';

judgedAsByRuntime('a graph with', [
  ['nodes in the wrong order', { nodes: [negate('a', 'Y'), negate('X', 'a')] }, NONE],
  ['a node that reads its own result', { nodes: [node('Add', ['X', 'Y'], ['Y'])] }, 'graph-cyclic'],
  [
    'a circle that nothing needs',
    { nodes: [node('Add', ['X', 'b'], ['a']), negate('a', 'b'), negate('X', 'Y')] },
    'graph-cyclic',
  ],
  [
    'a node that makes what an initializer is',
    { nodes: [negate('X', 'W'), negate('W', 'Y')], initializers: [tensor('W')] },
    'value-defined-twice',
  ],
  ['an initializer that is there twice', { initializers: [tensor('W'), tensor('W')] }, NONE],
  ['two nodes of one name', { nodes: [negate('X', 'a', 'n'), negate('a', 'Y', 'n')] }, 'node-name-twice'],
  ['two nodes without a name', { nodes: [negate('X', 'a'), negate('a', 'Y')] }, NONE],
  ['an input that is an output', { nodes: [], outputs: [value('X', tensorType(1, ['N', 3]))] }, NONE],
  [
    'an opset that is imported twice, first a newer one',
    {
      opsets: [
        ['', 99],
        ['', 17],
      ],
    },
    'opset-too-new',
  ],
  ['the opset 0', { opsets: [['', 0]] }, 'operator-not-yet'],
  ['the IR version 0', { irVersion: 0 }, NONE],
  ['no IR version', { irVersion: null }, 'ir-version-missing'],
  ['no opset', { opsets: [] }, 'opset-missing'],
  [
    'names that differ only in bytes that are not UTF-8',
    {
      nodes: [
        Buffer.concat([field(1, 'X'), field(2, Buffer.from([0xe9])), field(4, 'Neg')]),
        Buffer.concat([field(1, 'X'), field(2, Buffer.from([0xe8])), field(4, 'Neg')]),
        Buffer.concat([field(1, Buffer.from([0xe8])), field(2, 'Y'), field(4, 'Neg')]),
      ],
    },
    NONE,
  ],
]);
