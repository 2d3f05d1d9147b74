import { allOf, calls } from './calls.ts';
import { leadsToItself } from './cycle.ts';
import type { ModelFunction } from '../model/function.ts';
import { OPERATOR_DOMAINS, RUNTIME } from './limits.ts';
import type { Model } from '../model/model.ts';
import { listed, type Problem } from './problem.ts';

const EXPORT_AGAIN = 'export the model again, or without functions of its own: onnx.inliner';

/**
 * Whether the functions that a model brings along are whole. The runtime looks at all of them, called or not; that it
 * refuses each of these was measured.
 */
export function* judgeFunctions(model: Model): Generator<Problem> {
  if (model.functions.length === 0) return;
  const unmade = model.functions.filter((own) => !makesItsOutputs(own));
  if (unmade.length > 0) {
    yield {
      code: 'function-output-undefined',
      message: `Functions of the model never compute some of their outputs: ${listed(unmade.map(({ name }) => name))}.`,
      hint: EXPORT_AGAIN,
    };
  }
  const unimported = model.functions.flatMap((own) =>
    [...allOf(own.nodes)].filter(({ domain }) => !own.opsets.has(domain)).map(() => own.name),
  );
  if (unimported.length > 0) {
    yield {
      code: 'function-opset-missing',
      message: `Functions of the model import no opset for operators that they call: ${listed(unimported)}.`,
      hint: EXPORT_AGAIN,
    };
  }
  if (isRecursive(model)) {
    yield {
      code: 'function-recursive',
      message: 'A function of the model calls itself, directly or through others.',
      hint: EXPORT_AGAIN,
    };
  }
  yield* judgeCalls(model);
}

function isRecursive({ functions }: Model): boolean {
  const key = (domain: string, name: string): string => `${domain}\n${name}`;
  const byKey = new Map(functions.map((own) => [key(own.domain, own.name), own]));
  return leadsToItself(functions, ({ nodes }) =>
    [...allOf(nodes)].flatMap(({ domain, operator }) => byKey.get(key(domain, operator)) ?? []),
  );
}

function makesItsOutputs({ outputs, nodes }: ModelFunction): boolean {
  const made = new Set(nodes.flatMap((node) => node.outputs));
  made.delete('');
  return outputs.every((name) => made.has(name));
}

function* judgeCalls(model: Model): Generator<Problem> {
  const unimported = new Set<string>();
  const tooMany = new Set<string>();
  for (const { node, callee } of calls(model)) {
    if (callee === undefined) continue;
    if (!Object.hasOwn(model.opsets, node.domain) && !OPERATOR_DOMAINS.includes(node.domain))
      unimported.add(node.domain);
    if (node.inputs.length > callee.inputs.length || node.outputs.length > callee.outputs.length)
      tooMany.add(callee.name);
  }
  if (unimported.size > 0) {
    yield {
      code: 'function-domain-missing',
      message: `The model calls functions of its own in domains that it does not import: ${listed(unimported)}.`,
      hint: EXPORT_AGAIN,
    };
  }
  if (tooMany.size > 0) {
    yield {
      code: 'function-call',
      message: `Functions of the model are called with more than they take or give, which can end the process of ${RUNTIME}: ${listed(tooMany)}.`,
      hint: EXPORT_AGAIN,
    };
  }
}
