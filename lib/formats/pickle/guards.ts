import { entry } from './tree.ts';
import { Dict, Made, Name, type Value } from './interpreter/value.ts';

// parse_arg_template of scipy/stats/_distn_infrastructure.py, as rv_generic._construct_argparser fills it in.
const SHAPES = String.raw`((?:[A-Za-z_]\w*, )*)`;
const TEMPLATE = new RegExp(
  String.raw`^\ndef _parse_args\(self, ${SHAPES} (loc=0|loc=0, scale=1)\):\n    return \(\1\), (loc, 1|loc, scale)\n\n` +
    String.raw`def _parse_args_rvs\(self, \1 \2, size=None\):\n    return self\._argcheck_rvs\(\1 \3, size=size\)\n\n` +
    String.raw`def _parse_args_stats\(self, \1 \2, moments='mv'\):\n    return \(\1\), \3, moments\n$`,
);
const LONGEST_TEMPLATE = 2000;
const DISTRIBUTIONS = /^scipy\.stats\._((continuous|discrete)_distns|levy_stable)\./;

/**
 * What the state of an object of an allowed class may do all the same. A distribution of SciPy runs a text of its
 * state as code: only the text that SciPy itself writes is let through.
 *
 * @returns the name of what would be called
 */
export function buildFault(made: Made, state: Value): string | undefined {
  if (!isDistribution(made)) return undefined;
  const template =
    state instanceof Dict && state.length === state.entries.length && entry(state, '_parse_arg_template');
  return typeof template === 'string' && isHarmless(template)
    ? undefined
    : `${made.callable.text}._attach_argparser_methods`;
}

/**
 * Whether getattr gets what it gets in ordinary files: the method `_entropy` of a distribution of SciPy, which has no
 * state yet that could put something else in its place.
 */
export function isHarmlessGetattr(args: readonly Value[]): boolean {
  const [object, name] = args;
  return args.length === 2 && name === '_entropy' && isDistribution(object) && object.states.length === 0;
}

function isDistribution(value: Value | undefined): value is Made & { callable: Name } {
  return value instanceof Made && value.callable instanceof Name && DISTRIBUTIONS.test(value.callable.text);
}

function isHarmless(template: string): boolean {
  return template.length < LONGEST_TEMPLATE && TEMPLATE.test(template);
}
