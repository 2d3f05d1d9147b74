import { datatypeOf, type Kind } from '../model/datatypes.ts';

const FORMS: Partial<Record<Kind, string>> = { float: 'numbers', boolean: 'booleans', text: 'strings' };

/** How the elements of a datatype look in JSON; templates/service/src/serving/tensors/datatypes.ts reads and writes them. */
export function jsonForm(name: string): string {
  return FORMS[datatypeOf(name).kind] ?? 'integers';
}

/** Whether /predict takes every JSON value for `after` that it took for `before`. */
export function takesSameJson(before: string, after: string): boolean {
  const [was, is] = [datatypeOf(before), datatypeOf(after)];
  if (was.range === undefined || is.range === undefined) return before === after;
  const isFraction = was.kind === 'float' && is.kind === 'integer';
  return !isFraction && is.range[0] <= was.range[0] && was.range[1] <= is.range[1];
}
