import { entry } from './tree.ts';
import { Dict, type Made, Name, type Value } from './interpreter/value.ts';

// rv_generic._construct_argparser and its template parse_arg_template, scipy/stats/_distn_infrastructure.py
const ARGUMENTS = String.raw`[\w ,.=*]*`;
const TEMPLATE = new RegExp(
  String.raw`^\s*def _parse_args\(self, ${ARGUMENTS}\):\s+return \(${ARGUMENTS}\), ${ARGUMENTS}\s+` +
    String.raw`def _parse_args_rvs\(self, ${ARGUMENTS}\):\s+return self\._argcheck_rvs\(${ARGUMENTS}\)\s+` +
    String.raw`def _parse_args_stats\(self, ${ARGUMENTS}\):\s+return \(${ARGUMENTS}\), ${ARGUMENTS}\s*$`,
);
const DISTRIBUTIONS = /^scipy\.stats\._(continuous|discrete)_distns\./;

/**
 * What the state of an object of an allowed class may do all the same. A distribution of SciPy runs a text of its
 * state as code: only the text that SciPy itself writes is let through.
 *
 * @returns the name of what would be called
 */
export function buildFault(made: Made, state: Value): string | undefined {
  if (!(made.callable instanceof Name) || !DISTRIBUTIONS.test(made.callable.text)) return undefined;
  const template =
    state instanceof Dict && state.length === state.entries.length && entry(state, '_parse_arg_template');
  return typeof template === 'string' && isHarmless(template)
    ? undefined
    : `${made.callable.text}._attach_argparser_methods`;
}

function isHarmless(template: string): boolean {
  return template.length < 2000 && TEMPLATE.test(template);
}
