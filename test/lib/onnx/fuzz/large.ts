import { field, node, sequenceOfMaps, tensorType, value } from '../onnx-writer.ts';
import { type Adversary, TOO_COMPLEX } from './adversary.ts';
import { identity, model, numbered, repeated } from './rows.ts';

const MIB = 2 ** 20;

/** Files with something very large. */
export const LARGE: Adversary[] = [
  [
    'a shape of five million dimensions',
    () =>
      model([
        ...identity,
        field(11, value('Z', field(1, [field(1, 1), field(2, repeated(5e6, field(1, '')))]))),
      ]),
    TOO_COMPLEX,
  ],
  [
    'a shape of no elements and 2^40 columns',
    () => model([...identity, field(11, value('Z', tensorType(1, [2 ** 40, 0, 2 ** 40])))]),
    /^servable$/,
  ],
  [
    'three hundred inputs of a million elements',
    () => model([...identity, numbered(300, (digits) => field(11, value(digits, tensorType(1, [1e6]))))]),
    /^servable$/,
  ],
  ['a table of 150,000 columns with names and units', () => wideTable(150_000), /^servable$/],
  [
    'a ZipMap of five million classes',
    () =>
      model([
        ...identity.slice(1),
        field(
          1,
          node('ZipMap', ['X'], ['Z'], {
            domain: 'ai.onnx.ml',
            attributes: [field(8, repeated(5e6, Buffer.from([5])))],
          }),
        ),
        field(12, value('Z', sequenceOfMaps)),
      ]),
    TOO_COMPLEX,
  ],
  [
    'a name of 100 MB',
    () => model([...identity, field(11, value('a'.repeat(100 * MIB), tensorType(1)))]),
    TOO_COMPLEX,
  ],
  [
    '60 MB of names full of control characters',
    () =>
      model([
        ...identity,
        ...Array.from({ length: 100 }, (_, i) =>
          field(11, value('\u0001'.repeat(600_000) + String(i), sequenceOfMaps)),
        ),
      ]),
    TOO_COMPLEX,
  ],
  [
    'names that are not UTF-8',
    () =>
      model([
        ...identity,
        numbered(5e4, (digits) =>
          field(
            1,
            Buffer.concat([
              field(2, Buffer.concat([Buffer.from(digits), Buffer.from([0xff])])),
              field(4, 'Constant'),
            ]),
          ),
        ),
      ]),
    /^servable$/,
  ],
];

function wideTable(width: number): Buffer {
  const names = Array.from({ length: width }, (_, i) => i.toString(36)).join(',');
  const metadata = (key: string, text: string): Buffer => field(14, [field(1, key), field(2, text)]);
  const [one, , output] = identity;
  return model(
    [one!, field(11, value('X', tensorType(1, ['N', width]))), output!],
    [metadata('feature_names', names), metadata('feature_units', 'm,'.repeat(width - 1) + 'm')],
  );
}
