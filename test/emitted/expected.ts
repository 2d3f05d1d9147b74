import type { Card } from '../../lib/onnx/card/card.ts';
import { exactly, isNumber, within, type Close } from './difference.ts';
import type { Index, JsonTensor, SharedModel, Vector } from './shared-models.ts';

/** Row-major elements as nested arrays, one level for each dimension; a scalar is a bare value. */
export function nested(shape: number[], data: unknown[]): unknown {
  if (shape.length === 0) return data[0];
  const [length, ...below] = shape as [number, ...number[]];
  const width = below.reduce((product, size) => product * size, 1);
  return Array.from({ length }, (_, i) => nested(below, data.slice(i * width, (i + 1) * width)));
}

/** How an output is compared: by the index's tolerance, or as the index says of this model. */
export function closeness(
  { compare = '' }: SharedModel,
  { atol, rtol }: Index['tolerance'],
  want: JsonTensor,
): Close {
  if (!want.datatype.startsWith('FP')) return exactly;
  if (compare.startsWith('shape')) return isNumber;
  return within(compare.startsWith('quantised') ? quantum(want.data as number[]) * 1.001 : atol, rtol);
}

/** Of numbers that were quantised: the smallest step between two of them that is more than rounding. */
function quantum(data: number[]): number {
  const sorted = [...new Set(data)].sort((a, b) => a - b);
  const steps = sorted.slice(1).map((value, i) => value - sorted[i]!);
  return Math.min(...steps.filter((step) => step > 1e-4));
}

/** What /v2 has to give, in the order of the model: every tensor, and a ZipMap as its tensor [rows, classes]. */
export function expectedTensors(model: SharedModel, vector: Vector, card: Card): JsonTensor[] {
  const { outputs, nontensor_outputs = {} } = vector;
  return model.signature!.outputs.flatMap(({ name }) => {
    const rows = nontensor_outputs[name]?.value;
    if (rows === undefined) return outputs.filter((output) => output.name === name);
    const { classes } = card.outputs.find((output) => output.name === name)!;
    const data = rows.flatMap((row) => classes!.map((label) => row[label]));
    return { name, datatype: 'FP32', shape: [rows.length, classes!.length], data };
  });
}

/** What /predict has to give: nested arrays, and a ZipMap as it is. */
export function expectedOutput(
  { nontensor_outputs = {} }: Vector,
  { name, shape, data }: JsonTensor,
): unknown {
  return nontensor_outputs[name]?.value ?? nested(shape, data);
}

/** The same inputs as rows of a table; undefined where the project knows no columns. */
export function asRows({ inputs }: Vector, { columns }: Card): Record<string, unknown>[] | undefined {
  if (columns === undefined) return undefined;
  const [first] = inputs as [JsonTensor];
  return Array.from({ length: first.shape[0]! }, (_, row) =>
    Object.fromEntries(
      columns.map(({ name }, column) => [
        name,
        inputs.length === 1 ? first.data[row * columns.length + column] : inputs[column]!.data[row],
      ]),
    ),
  );
}

/** What an output has to give for each of `rows` rows; undefined where it has no value for each. */
export function expectedColumn(vector: Vector, tensor: JsonTensor, rows: number): unknown[] | undefined {
  if (tensor.shape[0] !== rows) return undefined;
  const isZipMap = vector.nontensor_outputs?.[tensor.name] !== undefined;
  const isBare = tensor.shape.length === 1 || (tensor.shape.length === 2 && tensor.shape[1] === 1);
  return isBare && !isZipMap ? tensor.data : (expectedOutput(vector, tensor) as unknown[]);
}
