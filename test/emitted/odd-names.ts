import { model, node, tensorType, value } from '../lib/onnx/onnx-writer.ts';

/** Names that mean something in a URL, a JSON Pointer, JavaScript, YAML, HTML or a terminal, or look like another. */
export const ODD_NAMES = [
  'plain',
  'a/b:0',
  '/leading/slash',
  'with space',
  ' space around ',
  '1st',
  '0',
  'größe',
  'e\u0301',
  '\u00e9',
  'שלום',
  '\u202eright to left',
  '👩‍👩‍👧',
  '"quoted"',
  "it's",
  'back\\slash',
  '`tick` $HOME ${HOME}',
  '~0~1',
  '%2F%zz',
  'a.b[0]{c}',
  '<script>document.title = "run"</script>',
  'line\nbreak',
  'plain ',
  'PLAIN',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  'inputs',
];

const FLOAT = 1;

/** Each of these names is an input [N, 1], so that the model takes a table; outputs are y0, y1, …: the same values. */
export function oddInputs(names = ODD_NAMES): Buffer {
  return model({
    nodes: names.map((name, i) => node('Identity', [name], [`y${i}`], { name: `node ${i}` })),
    inputs: names.map((name) => value(name, tensorType(FLOAT, ['N', 1]))),
    outputs: names.map((_, i) => value(`y${i}`, tensorType(FLOAT, ['N', 1]))),
  });
}

/** One input X [N], and an output of each of these names: the same values. */
export function oddOutputs(names = ODD_NAMES): Buffer {
  return model({
    nodes: names.map((name, i) => node('Identity', ['X'], [name], { name: `node ${i}` })),
    inputs: [value('X', tensorType(FLOAT, ['N']))],
    outputs: names.map((name) => value(name, tensorType(FLOAT, ['N']))),
  });
}
