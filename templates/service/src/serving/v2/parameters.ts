import type { CardTensor } from '../../card.ts';
import type { Faults } from '../problems.ts';
import { describe } from '../problems.ts';
import { datatype } from '../tensors/datatypes.ts';
import { isObject } from '../tensors/json.ts';

/**
 * The parameters of a request, an input or an output. Here as everywhere in the protocol, null is the same as absent
 * in what is optional: clients that are made from classes send it so.
 * @param at JSON Pointer of what has them.
 * @returns an empty object where they are absent or faulty.
 */
export function readParameters(
  owner: Record<string, unknown>,
  at: string,
  faults: Faults,
): Record<string, unknown> {
  const parameters = owner.parameters ?? {};
  if (isObject(parameters)) return parameters;
  const hint = 'Leave them out if there are none.';
  const got = describe(parameters);
  faults.add({ tensor: null, at: `${at}/parameters`, expected: 'an object', got, hint });
  return {};
}

/** What Triton has beyond the protocol would change the meaning of an answer, so it is not ignored. */
export function checkUnsupported(parameters: Record<string, unknown>, at: string, faults: Faults): void {
  const name = 'shared_memory_region';
  if (!Object.hasOwn(parameters, name)) return;
  const hint = 'Of the extensions, this server has binary_tensor_data and classification only.';
  const pointer = `${at}/parameters/${name}`;
  faults.add({ tensor: null, at: pointer, expected: 'no such parameter', got: describe(name), hint });
}

/** How many classes of an output are wanted in place of it; undefined where that is not asked for, or faulty. */
export function readClassification(
  parameters: Record<string, unknown>,
  { name, datatype: type }: CardTensor,
  at: string,
  faults: Faults,
): number | undefined {
  const value = parameters.classification ?? undefined;
  if (value === undefined) return undefined;
  const fault = (expected: string, got: string, hint: string) => {
    faults.add({ tensor: name, at: `${at}/parameters/classification`, expected, got, hint });
    return undefined;
  };
  if (datatype(type).kind !== 'float')
    return fault(
      'no such parameter',
      describe(value),
      `Scores are floating-point numbers, and this is ${type}.`,
    );
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  return fault('a whole number from 1', describe(value), 'It says how many classes are wanted, such as 5.');
}

/** A parameter that says whether outputs come as bytes; undefined where it is absent or faulty. */
export function readFlag(
  parameters: Record<string, unknown>,
  name: 'binary_data' | 'binary_data_output',
  at: string,
  faults: Faults,
): boolean | undefined {
  const value = parameters[name] ?? undefined;
  if (value === undefined || typeof value === 'boolean') return value;
  const pointer = `${at}/parameters/${name}`;
  const hint = 'It says whether an output comes as bytes after the JSON part.';
  faults.add({ tensor: null, at: pointer, expected: 'true or false', got: describe(value), hint });
  return undefined;
}
