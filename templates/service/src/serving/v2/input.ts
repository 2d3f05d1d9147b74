import type { CardTensor } from '../../card.ts';
import type { Faults } from '../problems.ts';
import { describe } from '../problems.ts';
import { readBinary } from '../tensors/binary.ts';
import { readNested } from '../tensors/nested.ts';
import { NumberBlock } from '../tensors/number-block.ts';
import { checkShape } from '../tensors/shape.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { size } from '../tensors/tensor.ts';
import { checkUnsupported, readParameters } from './parameters.ts';

/**
 * Reads one input of an inference request: its shape and datatype against the model's, then its data, which
 * are a flat or nested JSON array, or bytes.
 * @param bytes the input's part of the binary data.
 * @param at JSON Pointer of `input`.
 * @returns undefined where there was a fault.
 */
export function readInput(
  input: Record<string, unknown>,
  spec: CardTensor,
  bytes: Buffer,
  at: string,
  faults: Faults,
): Tensor | undefined {
  const fault = (place: string, expected: string, got: string, hint: string) =>
    faults.add({ tensor: spec.name, at: at + place, expected, got, hint });
  const before = faults.count;

  if (input.datatype !== spec.datatype) {
    const got = describe(input.datatype);
    fault('/datatype', spec.datatype, got, 'The datatype is the one in the metadata of the model.');
  }
  const { shape } = input;
  if (isShape(shape)) checkShape(spec, shape, `${at}/shape`, faults, 'numbers');
  else {
    const expected = 'an array of non-negative integers';
    fault('/shape', expected, describe(shape), 'The shape is the whole one, with the batch.');
  }

  const parameters = readParameters(input, at, faults);
  checkUnsupported(parameters, at, faults);
  const isBinary = (parameters.binary_data_size ?? undefined) !== undefined;
  const hasData = (input.data ?? undefined) !== undefined;
  if (isBinary === hasData) {
    const expected = 'either "data" or parameters.binary_data_size';
    const hint = isBinary
      ? 'Leave "data" out or the size of bytes.'
      : 'Put the elements into "data", row-major.';
    fault('', expected, isBinary ? 'both' : 'neither', hint);
  }
  if (isBinary && parameters.binary_data_size !== bytes.length) {
    const got = describe(parameters.binary_data_size);
    const expected = 'the number of bytes that follow';
    fault('/parameters/binary_data_size', expected, got, `There are ${bytes.length}.`);
  }
  if (faults.count > before || !isShape(shape)) return undefined;
  if (isBinary) return readBinary({ ...spec, shape }, bytes, `${at}/parameters/binary_data_size`, faults);
  return readData(input.data, { ...spec, shape }, `${at}/data`, faults);
}

/**
 * Data may be flat, row-major, or nested in their natural shape; a scalar is one element, with or without
 * brackets.
 */
function readData(
  data: unknown,
  tensor: { name: string; datatype: string; shape: number[] },
  at: string,
  faults: Faults,
): Tensor | undefined {
  const given = flatLength(data);
  if (given === undefined) return readNested(tensor, data, at, faults);
  const length = size(tensor.shape);
  if (given !== length) {
    const hint = `The shape [${tensor.shape.join(', ')}] has ${length} elements.`;
    faults.add({ tensor: tensor.name, at, expected: `${length} elements`, got: String(given), hint });
    return undefined;
  }
  const flat = readNested({ ...tensor, shape: [length] }, data, at, faults);
  return flat && { ...flat, shape: tensor.shape };
}

/** @returns undefined where the data are nested, or a bare value. */
function flatLength(data: unknown): number | undefined {
  if (data instanceof NumberBlock) return data.shape.length === 1 ? data.shape[0] : undefined;
  return Array.isArray(data) && !Array.isArray(data[0]) ? data.length : undefined;
}

function isShape(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0) &&
    Number.isSafeInteger(size(value as number[]))
  );
}
