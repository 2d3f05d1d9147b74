import { isObject } from '../tensors/json.ts';

/** Members of a body of POST /predict that a step takes, in place of `inputs` and `rows`. */
const MEMBERS = ['image', 'images', 'text', 'texts', 'pair'];

/** The body, where a step takes it; undefined where it has tensors or rows, or nothing of a step's. */
export function membersIn(body: unknown): Record<string, unknown> | undefined {
  if (!isObject(body) || Object.hasOwn(body, 'inputs') || Object.hasOwn(body, 'rows')) return undefined;
  return MEMBERS.some((name) => Object.hasOwn(body, name)) ? body : undefined;
}
