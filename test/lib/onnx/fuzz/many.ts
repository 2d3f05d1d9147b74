import { field, node, sequenceOfMaps, tensor, tensorType, value } from '../onnx-writer.ts';
import { type Adversary, TOO_COMPLEX } from './adversary.ts';
import { identity, model, nested, numbered, repeated } from './rows.ts';

const MIB = 2 ** 20;

const zipMap = (output: string): Buffer =>
  Buffer.concat([
    field(
      1,
      node('ZipMap', ['X'], [output], { name: output, domain: 'ai.onnx.ml', attributes: [field(8, 1)] }),
    ),
    field(12, value(output, sequenceOfMaps)),
  ]);
const chained = (digits: string): Buffer =>
  field(
    1,
    node('Add', ['X', 'X'], [`/model/layers/Add_output_${digits}`], { name: `/model/layers/Add_${digits}` }),
  );

/** Files with very many of something. */
export const MANY: Adversary[] = [
  ['100 MB of one tiny field', () => model(identity, [repeated(50 * MIB, field(5, 1))]), TOO_COMPLEX],
  ['100 MB of one tiny field in the graph', () => model([repeated(50 * MIB, field(99, 1))]), TOO_COMPLEX],
  [
    '100 MB of empty strings in a tensor',
    () => model([field(5, repeated(50 * MIB, field(6, '')))]),
    TOO_COMPLEX,
  ],
  ['100 MB of empty nodes', () => model([repeated(50 * MIB, field(1, ''))]), TOO_COMPLEX],
  [
    'a million inputs',
    () => model([numbered(1e6, (digits) => field(11, value(digits, tensorType(1, [1]))))]),
    TOO_COMPLEX,
  ],
  [
    'fifty thousand inputs',
    () => model([...identity, numbered(5e4, (digits) => field(11, value(digits, tensorType(1, [1]))))]),
    /^servable$/,
  ],
  [
    'fifty thousand inputs that are lists',
    () => model([...identity, numbered(5e4, (digits) => field(11, value(digits, sequenceOfMaps)))]),
    /^input-not-a-tensor$/,
  ],
  [
    'fifty thousand outputs that are lists',
    () => model([...identity, numbered(5e4, (digits) => field(12, value(digits, sequenceOfMaps)))]),
    /^value-undefined$/,
  ],
  [
    'fifty thousand nodes, as a large model has',
    () => model([...identity, numbered(5e4, chained)]),
    /^servable$/,
  ],
  ['a million nodes', () => model([...identity, numbered(1e6, chained)]), TOO_COMPLEX],
  [
    'a node with a million inputs',
    () => model([...identity, field(1, [numbered(1e6, (digits) => field(1, digits)), field(4, 'Sum')])]),
    /^(value-undefined|model-too-complex)$/,
  ],
  [
    'nodes that read what nobody makes',
    () =>
      model([
        ...identity,
        numbered(5e4, (digits) => field(1, node('Neg', [`no ${digits}`], [digits], { name: digits }))),
      ]),
    /^value-undefined$/,
  ],
  [
    'nodes of fifty thousand domains',
    () =>
      model([
        ...identity,
        numbered(5e4, (digits) => field(1, node('Neg', ['X'], [digits], { name: digits, domain: digits }))),
      ]),
    /^operator-domain-unknown$/,
  ],
  [
    'a million initializers',
    () => model([...identity, numbered(1e6, (digits) => field(5, field(8, digits)))]),
    TOO_COMPLEX,
  ],
  [
    'a million metadata entries',
    () => model(identity, [numbered(1e6, (digits) => field(14, [field(1, digits), field(2, '')]))]),
    TOO_COMPLEX,
  ],
  [
    'a million opsets',
    () => model(identity, [numbered(1e6, (digits) => field(8, [field(1, digits)]))]),
    TOO_COMPLEX,
  ],
  [
    'a million functions',
    () => model(identity, [numbered(1e6, (digits) => field(25, field(1, digits)))]),
    TOO_COMPLEX,
  ],
  [
    'a million files of weights',
    () => model([...identity, numbered(1e6, (digits) => field(5, tensor(digits, { location: digits })))]),
    TOO_COMPLEX,
  ],
  [
    'five million graphs in a node',
    () => model([...identity, field(1, field(5, repeated(5e6, field(6, ''))))]),
    TOO_COMPLEX,
  ],
  ['five million graphs in the model', () => model(identity, [repeated(5e6, field(7, ''))]), TOO_COMPLEX],
  ['a hundred thousand graphs in one another', () => model([...identity, nested(1e5)]), TOO_COMPLEX],
  ['fifty thousand ZipMaps', () => model([...identity, numbered(5e4, zipMap)]), TOO_COMPLEX],
  ['five hundred ZipMaps', () => model([...identity, numbered(500, zipMap)]), /^servable$/],
  [
    '50,000 values of 2 kB to step over',
    () => model([...identity, repeated(5e4, field(99, Buffer.alloc(2000)))]),
    /^servable$/,
  ],
];
