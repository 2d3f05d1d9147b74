import type { Card, CardOutput } from '../../card.ts';
import { describe, Faults, listNames, Problem } from '../problems.ts';
import { exchangeMember, isObject } from '../tensors/json.ts';
import { checkNamedDimensions } from '../tensors/shape.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { readFiles } from './files.ts';
import { readInput } from './input.ts';
import { checkUnsupported, readClassification, readFlag, readParameters } from './parameters.ts';

/** What an inference request of the Open Inference Protocol asks for. */
export interface InferRequest {
  id?: string;
  /** One per input of the card, in its order. */
  inputs: Tensor[];
  outputs: AskedOutput[];
  /** Files that came in place of the tensor; there are no inputs then. */
  files?: Uint8Array[];
}

interface AskedOutput {
  spec: CardOutput;
  /** Whether it comes as bytes. */
  binary: boolean;
  /** How many classes of it are wanted in place of it. */
  classification?: number;
}

/** What its answer is made by, once the model has the inputs. */
export type InferForm = Omit<InferRequest, 'inputs' | 'files'>;

/**
 * Reads an inference request.
 * @param json the parsed JSON part.
 * @param binary what follows the JSON part: the binary tensors, back to back, in the order of `inputs`.
 * @param takesFiles the name of the model's one input, where files may come in its place, as BYTES.
 * @throws Problem 400 with every fault.
 */
export function readInferRequest(
  json: unknown,
  binary: Buffer,
  card: Card,
  takesFiles?: string,
): InferRequest {
  if (!isObject(json)) throw new Problem(400, `The body must be a JSON object, not ${describe(json)}.`);
  const faults = new Faults();
  if (typeof (json.id ?? '') !== 'string') {
    const got = describe(json.id);
    const hint = 'The id comes back with the answer.';
    faults.add({ tensor: null, at: '/id', expected: 'a string', got, hint });
  }
  const parameters = readParameters(json, '', faults);
  const files = readFiles(json.inputs, binary, takesFiles, faults);
  const inputs = files ? [] : readInputs(json.inputs, binary, card, faults);
  const allBinary = readFlag(parameters, 'binary_data_output', '', faults);
  const outputs = readOutputs(json.outputs, allBinary === true, card, faults);
  faults.raise();
  return { ...(typeof json.id === 'string' && { id: json.id }), inputs, outputs, ...(files && { files }) };
}

/** Where tensors stand in the JSON part. */
export function inferPlaces(json: unknown, exchange: (value: unknown) => unknown): void {
  if (!isObject(json) || !Array.isArray(json.inputs)) return;
  for (const input of json.inputs as unknown[]) if (isObject(input)) exchangeMember(input, 'data', exchange);
}

function readInputs(given: unknown, binary: Buffer, card: Card, faults: Faults): Tensor[] {
  const specs = card.inputs;
  const hint = `The inputs are ${listNames(specs.map(({ name }) => name))}.`;
  if (!Array.isArray(given)) {
    const expected = 'an array of {name, shape, datatype, data}';
    faults.add({ tensor: null, at: '/inputs', expected, got: describe(given), hint });
    return [];
  }
  const found = new Map<string, { position: number; tensor: Tensor | undefined }>();
  let offset = 0;
  given.forEach((input: unknown, position) => {
    const at = `/inputs/${position}`;
    const name = isObject(input) ? input.name : undefined;
    const spec = specs.find((candidate) => candidate.name === name);
    if (!isObject(input) || !spec) {
      const got = isObject(input) ? describe(name) : describe(input);
      faults.add({ tensor: null, at: `${at}/name`, expected: 'the name of an input', got, hint });
    } else if (found.has(spec.name)) {
      const expected = 'each input once';
      faults.add({ tensor: spec.name, at, expected, got: `${JSON.stringify(spec.name)} again`, hint });
    }
    // Also where the name is wrong: the bytes of later inputs start behind these.
    const bytes =
      isObject(input) && isObject(input.parameters) ? input.parameters.binary_data_size : undefined;
    const length = Number.isSafeInteger(bytes) && (bytes as number) >= 0 ? (bytes as number) : 0;
    const part = binary.subarray(offset, offset + length);
    offset += length;
    if (spec && isObject(input) && !found.has(spec.name)) {
      found.set(spec.name, { position, tensor: readInput(input, spec, part, at, faults) });
    }
  });
  if (offset < binary.length) {
    const expected = `${offset} bytes after the JSON part, the sum of all binary_data_size`;
    const help = 'Inference-Header-Content-Length says where the JSON part ends.';
    faults.add({ tensor: null, at: '/inputs', expected, got: String(binary.length), hint: help });
  }
  for (const { name, datatype } of specs.filter(({ name }) => !found.has(name))) {
    const expected = `the input ${JSON.stringify(name)} (${datatype})`;
    faults.add({ tensor: name, at: '/inputs', expected, got: 'nothing', hint });
  }
  const tensors = specs.map(({ name }) => found.get(name)?.tensor);
  const pointer = (position: number) => `/inputs/${found.get(specs[position]!.name)!.position}/shape`;
  checkNamedDimensions(specs, tensors, pointer, faults);
  return tensors as Tensor[];
}

function readOutputs(given: unknown, allBinary: boolean, card: Card, faults: Faults): AskedOutput[] {
  const all: AskedOutput[] = card.outputs.map((spec) => ({ spec, binary: allBinary }));
  if (given === undefined || given === null) return all;
  const hint = `The outputs are ${listNames(card.outputs.map(({ name }) => name))}.`;
  if (!Array.isArray(given)) {
    faults.add({ tensor: null, at: '/outputs', expected: 'an array of {name}', got: describe(given), hint });
    return [];
  }
  const selected = given.flatMap((output: unknown, position) => {
    const at = `/outputs/${position}`;
    const name = isObject(output) ? output.name : undefined;
    const spec = card.outputs.find((candidate) => candidate.name === name);
    if (!isObject(output) || !spec) {
      const got = isObject(output) ? describe(name) : describe(output);
      faults.add({ tensor: null, at: `${at}/name`, expected: 'the name of an output', got, hint });
      return [];
    }
    const parameters = readParameters(output, at, faults);
    checkUnsupported(parameters, at, faults);
    const classification = readClassification(parameters, spec, at, faults);
    const isBinary = readFlag(parameters, 'binary_data', at, faults) ?? allBinary;
    return [{ spec, binary: isBinary, ...(classification !== undefined && { classification }) }];
  });
  return selected.length > 0 ? selected : all;
}
