import type { JsonTensor } from '../shared-models.ts';
import { echoModel } from './echo-model.ts';

/** A model with two inputs of any number of rows and columns, INT64 and FP32, and an output `…_back` for each. */
export const twoInputs = (): Buffer => echoModel([null, null], ['INT64', 'FP32']);

export const INT64: JsonTensor = { name: 'INT64', datatype: 'INT64', shape: [2, 2], data: [1, 2, 3, 4] };
export const FP32: JsonTensor = { name: 'FP32', datatype: 'FP32', shape: [1, 3], data: [0.5, -1, 2] };

/** What comes back of an input. */
export function back({ name, ...rest }: JsonTensor): JsonTensor {
  return { name: `${name}_back`, ...rest };
}
