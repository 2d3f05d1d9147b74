import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Card } from '../../onnx/card/card.ts';
import { type Element, readTensorFile, type TensorData } from '../../onnx/model/tensor-data.ts';
import { faultsOf } from './fits.ts';
import { bodyLimit } from '../../onnx/card/body-limit.ts';
import type { GivenExample } from './given.ts';
import { nested } from './nested.ts';
import { doesNotFit, unreadable } from './refused.ts';

/** What ONNX's own tests and the model zoo call the folder beside a model. */
export const TEST_DATA_SET = 'test_data_set_0';

/** The test data set that lies beside a model, if there is one. */
export function testDataSetBeside(model: string): string | undefined {
  const folder = path.join(path.dirname(model), TEST_DATA_SET);
  return existsSync(path.join(folder, 'input_0.pb')) ? folder : undefined;
}

/**
 * Reads an example from a folder in the form of ONNX's backend tests: input_K.pb and output_K.pb, each a TensorProto. A
 * tensor belongs to the input or output of its name, else to that of its number. Outputs that are not served, and those
 * that the file gives as a ZipMap or in a sequence, are passed over.
 */
export async function readTestDataSet(folder: string, card: Card): Promise<GivenExample> {
  const files = await readdir(folder);
  // An element takes a byte at least.
  const most = bodyLimit(card.inputs);
  const inputs = assigned(card.inputs, read({ folder, files, most }, 'input'));
  if (inputs.size === 0 && card.inputs.length > 0) throw unreadable(folder, 'it has no input_0.pb');
  const request = { inputs: Object.fromEntries([...inputs].map(([name, data]) => [name, asJson(data)])) };
  // Where outputs are left out or taken apart, a number no longer tells which one is meant.
  const isWhole = card.omitted.length === 0 && card.outputs.every(({ sequence }) => sequence === undefined);
  const numbered = isWhole ? card.outputs : [];
  const tensors = card.outputs.filter(({ zipmap, sequence }) => zipmap !== true && sequence === undefined);
  const isTolerant = tensors.length < card.outputs.length || card.omitted.length > 0;
  const known = read({ folder, files, most }, 'output', isTolerant);
  const outputs = [...assigned(numbered, known, tensors)].filter(([name]) =>
    tensors.some((tensor) => tensor.name === name),
  );
  const answer =
    outputs.length > 0
      ? { outputs: Object.fromEntries(outputs.map(([name, data]) => [name, asJson(data)])) }
      : undefined;
  const faults = faultsOf(request, answer, card);
  for (const { name, datatype } of card.inputs) {
    const found = inputs.get(name)?.datatype;
    if (found !== undefined && found !== datatype)
      faults.unshift(`inputs/${name}: ${found} instead of ${datatype}`);
  }
  if (faults.length > 0) throw doesNotFit(folder, faults);
  return { origin: path.basename(folder), request, ...(answer && { answer }) };
}

/** The tensors of input_0.pb, input_1.pb …, by their numbers. */
function read(
  { folder, files, most }: { folder: string; files: string[]; most: number },
  kind: 'input' | 'output',
  isTolerant = false,
): Map<number, TensorData> {
  const found = new Map<number, TensorData>();
  for (const file of files) {
    const [, number] = new RegExp(`^${kind}_(\\d+)\\.pb$`).exec(file) ?? [];
    if (number === undefined) continue;
    try {
      found.set(Number(number), readTensorFile(path.join(folder, file), most));
    } catch (error) {
      // Of an output that is not a tensor, the file holds none either.
      if (!isTolerant) throw unreadable(path.join(folder, file), (error as Error).message);
    }
  }
  return found;
}

/** Tensors by name; by number where the name is not one of `named`. */
function assigned(
  numbered: { name: string }[],
  tensors: Map<number, TensorData>,
  named: { name: string }[] = numbered,
): Map<string, TensorData> {
  const result = new Map<string, TensorData>();
  for (const [number, tensor] of tensors) {
    const name = named.some(({ name }) => name === tensor.name) ? tensor.name : numbered[number]?.name;
    if (name !== undefined) result.set(name, tensor);
  }
  return result;
}

function asJson({ elements, shape }: { elements: Element[]; shape: number[] }): unknown {
  return nested(elements, shape);
}
