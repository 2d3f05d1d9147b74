import { attribute } from '../bodies.ts';
import { field, node } from '../onnx-writer.ts';
import { judgedAsByRuntime, NONE } from './as-by-runtime.ts';

function weights(name: string, bytes: number, dims = [3], type = 1): Buffer {
  return Buffer.concat([
    ...dims.map((size) => field(1, size)),
    field(2, type),
    field(8, name),
    field(9, Buffer.alloc(bytes)),
  ]);
}

judgedAsByRuntime('weights with', [
  [
    'too few bytes',
    { nodes: [node('Add', ['X', 'W'], ['Y'])], initializers: [weights('W', 8)] },
    'weights-size',
  ],
  [
    'too many bytes',
    { nodes: [node('Add', ['X', 'W'], ['Y'])], initializers: [weights('W', 16)] },
    'weights-size',
  ],
  ['too few bytes, unused', { initializers: [weights('W', 8)] }, NONE],
  [
    'elements of four bits, two in a byte',
    {
      opsets: [['', 21]],
      irVersion: 10,
      nodes: [
        node('Cast', ['W'], ['w'], { attributes: [attribute('to', 2, field(3, 1))] }),
        node('Add', ['X', 'w'], ['Y']),
      ],
      initializers: [weights('W', 2, [3], 22)],
    },
    NONE,
  ],
  [
    'no elements',
    {
      nodes: [node('Concat', ['X', 'W'], ['Y'], { attributes: [attribute('axis', 2, field(3, 0))] })],
      initializers: [weights('W', 0, [0, 3])],
    },
    NONE,
  ],
]);
