import { fileIn } from '../predict/members.ts';
import type { Faults } from '../problems.ts';
import { describe } from '../problems.ts';
import { readElements } from '../tensors/binary.ts';
import { BYTES } from '../tensors/datatypes.ts';
import { isObject } from '../tensors/json.ts';

/**
 * The files of an inference request that has BYTES in place of the one tensor: as bytes, each after its length, or in JSON as
 * base64. The shape is [N], or [N, 1] as some clients have it.
 * @param name the input that may come so; undefined where none may.
 * @returns undefined where the request has a tensor, or where there was a fault.
 */
export function readFiles(
  inputs: unknown,
  binary: Buffer,
  name: string | undefined,
  faults: Faults,
): Uint8Array[] | undefined {
  const [input, ...others] = Array.isArray(inputs) ? (inputs as unknown[]) : [];
  if (name === undefined || others.length > 0 || !isObject(input)) return undefined;
  if (input.name !== name || input.datatype !== BYTES) return undefined;
  const fault = (at: string, expected: string, got: string, hint: string) =>
    faults.add({ tensor: name, at: `/inputs/0${at}`, expected, got, hint });
  const isInJson = input.data !== undefined && input.data !== null;
  const files = isInJson ? [input.data].flat(3).map(fileIn) : readElements(binary);
  if (typeof files === 'string') {
    fault('', 'files, each after its 4-byte length', files, 'The length is a little-endian 32-bit number.');
    return [];
  }
  for (const [index, file] of files.entries())
    if (!(file instanceof Uint8Array))
      fault(`/data/${index}`, 'the base64 of a file', describe(file), 'Or send the file as bytes.');
  const shape = Array.isArray(input.shape) ? (input.shape as unknown[]) : [];
  const isOfShape = shape[0] === files.length && shape.slice(1).every((one) => one === 1);
  if (files.length === 0 || !isOfShape)
    fault('/shape', `[${files.length}]`, describe(input.shape), 'It is the number of files, at least one.');
  // Copies: they outlive the body that they came in.
  return files.map((file) => new Uint8Array(file as Uint8Array));
}
