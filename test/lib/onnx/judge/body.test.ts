import { body, condition, ifNode } from '../bodies.ts';
import { type ModelParts, node, tensor } from '../onnx-writer.ts';
import { judgedAsByRuntime, negate, NONE } from './as-by-runtime.ts';

/** A model with two equal bodies. */
function inBody(nodes: Buffer[], output = 'b', more: ModelParts = {}): ModelParts {
  return { ...more, nodes: [...condition, ifNode(body(nodes, output)), ...(more.nodes ?? [])] };
}

judgedAsByRuntime('a body of If', [
  ['that reads values around it', inBody([negate('X', 'b')]), NONE],
  [
    'one that reads what is made behind it',
    inBody([negate('l', 'b')], 'b', { nodes: [negate('X', 'l')] }),
    NONE,
  ],
  ['that reads what nobody makes', inBody([negate('gone', 'b')]), 'value-undefined'],
  ['that gives what nobody makes', inBody([negate('X', 'b')], 'gone'), 'value-undefined'],
  ['that gives a value from around it', inBody([negate('X', 'b')], 'X'), 'body-output-outside'],
  ['one whose nodes are in the wrong order', inBody([negate('z', 'b'), negate('X', 'z')]), 'nodes-unsorted'],
  ['that makes what is made around it', inBody([negate('X', 'm')], 'm'), 'value-defined-twice'],
  [
    'one that makes what is made behind it',
    inBody([negate('X', 'l')], 'l', { nodes: [negate('X', 'l')] }),
    'value-defined-twice',
  ],
  [
    'one that makes what an initializer around it is',
    inBody([negate('X', 'W')], 'W', { initializers: [tensor('W')] }),
    'value-defined-twice',
  ],
  ['that makes what its own node gives', inBody([negate('X', 'Y')], 'Y'), NONE],
  ['with a node of a name from around it', inBody([negate('X', 'b', 'cast')]), NONE],
  [
    'one with two nodes of one name',
    inBody([negate('X', 'z', 'n'), negate('z', 'b', 'n')]),
    'node-name-twice',
  ],
  [
    'one in another that makes what that one makes',
    inBody([negate('X', 's'), ifNode(body([negate('X', 's')], 's'), 'b', 'inner')]),
    'value-defined-twice',
  ],
  [
    'one that reads what is made from its own result',
    inBody([negate('late', 'b')], 'b', { nodes: [negate('Y', 'late')] }),
    'graph-cyclic',
  ],
  ['with an unknown operator', inBody([node('Foo', ['X'], ['b'])]), 'operator-unknown'],
]);
