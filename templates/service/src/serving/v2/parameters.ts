import type { Faults } from '../problems.ts';
import { describe } from '../problems.ts';
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
  for (const name of ['shared_memory_region', 'classification']) {
    if (!Object.hasOwn(parameters, name)) continue;
    const hint = 'Of the extensions, this server has binary_tensor_data only.';
    const pointer = `${at}/parameters/${name}`;
    faults.add({ tensor: null, at: pointer, expected: 'no such parameter', got: describe(name), hint });
  }
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
