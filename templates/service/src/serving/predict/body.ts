import type { Card } from '../../card.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { toFlatJson, toNestedJson } from '../tensors/tensor.ts';

/**
 * The body of POST /predict that sends these tensors: `{"rows": […]}` where the card has columns.
 * @param inputs one per input of the card, in its order.
 */
export function predictBody(inputs: readonly Tensor[], { columns }: Card): Record<string, unknown> {
  if (!columns)
    return { inputs: Object.fromEntries(inputs.map((tensor) => [tensor.name, toNestedJson(tensor)])) };
  const flat = inputs.map(toFlatJson);
  const single = inputs.length === 1;
  const value = (row: number, column: number) =>
    single ? flat[0]![row * columns.length + column] : flat[column]![row];
  const rows = Array.from({ length: inputs[0]!.shape[0]! }, (_, row) =>
    Object.fromEntries(columns.map(({ name }, column) => [name, value(row, column)])),
  );
  return { rows };
}
