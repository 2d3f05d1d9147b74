import { field, model, node, tensorType, value } from '../../../lib/onnx/onnx-writer.ts';

const FP32 = 1;
const STRING = 8;
const CLASSES = ['setosa', 'versicolor', 'virginica'];

const attribute = (name: string, type: number, ...content: Buffer[]): Buffer =>
  Buffer.concat([field(1, name), ...content, field(20, type)]);

/** INTS (7) and STRINGS (8) of AttributeProto. */
const integers = (name: string, values: number[]): Buffer =>
  attribute(name, 7, ...values.map((integer) => field(8, integer)));
const strings = (name: string, values: string[]): Buffer =>
  attribute(name, 8, ...values.map((text) => field(9, text)));
const integer = (name: string, content: number): Buffer => attribute(name, 2, field(3, content));

/** A model with the inputs and outputs of sample:iris, which takes the first three measures for the classes. */
export function otherModel(): Buffer {
  const three = [integers('starts', [0]), integers('ends', [3]), integers('axes', [1])];
  const label = [integers('keys_int64s', [0, 1, 2]), strings('values_strings', CLASSES)];
  return model({
    // Slice has its attributes up to version 9.
    opsets: [
      ['', 9],
      ['ai.onnx.ml', 2],
    ],
    nodes: [
      node('Slice', ['X'], ['first'], { attributes: three }),
      node('Softmax', ['first'], ['output_probability'], { attributes: [integer('axis', 1)] }),
      node('ArgMax', ['first'], ['index'], { attributes: [integer('axis', 1), integer('keepdims', 0)] }),
      node('LabelEncoder', ['index'], ['output_label'], { domain: 'ai.onnx.ml', attributes: label }),
    ],
    inputs: [value('X', tensorType(FP32, ['N', 4]))],
    outputs: [
      value('output_label', tensorType(STRING, ['N'])),
      value('output_probability', tensorType(FP32, ['N', 3])),
    ],
  });
}
