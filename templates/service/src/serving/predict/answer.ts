import type { CardOutput } from '../../card.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { toFlatJson, toNestedJson } from '../tensors/tensor.ts';
import type { PredictForm } from './request.ts';

/**
 * The body of a successful POST /predict: `{"outputs": {NAME: nested array}}`, or `{"rows": [{OUTPUT:
 * value}]}` where rows were sent.
 * @param outputs one per `request.outputs`, in that order.
 */
export function predictAnswer(request: PredictForm, outputs: Tensor[]): Record<string, unknown> {
  if (request.rows !== undefined) return rowsAnswer(request.rows, request.outputs, outputs);
  const entries = request.outputs.map((spec, index) => [spec.name, outputValue(spec, outputs[index]!)]);
  return { outputs: Object.fromEntries(entries) };
}

function outputValue(spec: CardOutput, tensor: Tensor): unknown {
  return spec.zipmap && spec.classes ? probabilities(spec.classes, tensor) : toNestedJson(tensor);
}

/** One `{class: probability}` for each row, the form that a ZipMap gives. */
function probabilities(classes: string[], tensor: Tensor): Record<string, unknown>[] {
  const columns = tensor.shape.at(-1);
  if (columns !== classes.length) {
    throw new Error(
      `"${tensor.name}" has ${columns} columns, but model/card.json names ${classes.length} classes.`,
    );
  }
  const flat = toFlatJson(tensor);
  return Array.from({ length: flat.length / columns }, (_, row) =>
    Object.fromEntries(classes.map((name, column) => [name, flat[row * columns + column]])),
  );
}

/** An output has its values in the rows where it was proved to have one for each; the others are named. */
function rowsAnswer(count: number, specs: CardOutput[], tensors: Tensor[]): Record<string, unknown> {
  const named: { name: string; values: unknown[] }[] = [];
  const notices: string[] = [];
  specs.forEach((spec, index) => {
    const tensor = tensors[index]!;
    if (tensor.byRow && tensor.shape[0] === count)
      named.push({ name: spec.name, values: valuesByRow(spec, tensor) });
    else notices.push(`"${spec.name}" is left out: it has no value for each row. Ask for it with "inputs".`);
  });
  const rows = Array.from({ length: count }, (_, row) =>
    Object.fromEntries(named.map(({ name, values }) => [name, values[row]])),
  );
  return notices.length > 0 ? { rows, notices } : { rows };
}

function valuesByRow(spec: CardOutput, tensor: Tensor): unknown[] {
  const isColumn = tensor.shape.length === 1 || (tensor.shape.length === 2 && tensor.shape[1] === 1);
  if (isColumn && !spec.zipmap) return toFlatJson(tensor);
  return outputValue(spec, tensor) as unknown[];
}
