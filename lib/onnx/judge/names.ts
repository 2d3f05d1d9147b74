import { calledFunctions } from './calls.ts';
import { RUNTIME } from './limits.ts';
import type { Model } from '../model/model.ts';
import { listed, type Problem } from './problem.ts';
import { type Faults, findFaults, scopeOfFunction, scopeOfGraph } from './scope.ts';

/** Whether the graph, and each function that it calls, can be followed from name to name. */
export function* judgeNames(model: Model): Generator<Problem> {
  yield* problemsOf('The graph', findFaults(scopeOfGraph(model.graph), false));
  for (const own of calledFunctions(model)) {
    yield* problemsOf(`The function ${listed([own.name])}`, findFaults(scopeOfFunction(own), true));
  }
}

function* problemsOf(where: string, faults: Faults): Generator<Problem> {
  const { missing, twice, nodes, early, passed, isCyclic } = faults;
  const exportAgain = 'export the model again; the graph was cut or edited wrongly';
  if (missing.size > 0) {
    yield {
      code: 'value-undefined',
      message: `${where} reads values that no node, input or initializer produces: ${listed(missing)}.`,
      hint: exportAgain,
    };
  }
  if (twice.size > 0) {
    yield {
      code: 'value-defined-twice',
      message: `${where} defines values twice, which ${RUNTIME} refuses: ${listed(twice)}.`,
      hint: 'export the model again, or rename one of the values',
    };
  }
  if (nodes.size > 0) {
    yield {
      code: 'node-name-twice',
      message: `${where} has several nodes with the same name, which ${RUNTIME} refuses: ${listed(nodes)}.`,
      hint: 'export the model again, or give each node a name of its own; none is fine, too',
    };
  }
  if (isCyclic) {
    yield {
      code: 'graph-cyclic',
      message: `${where} has a cycle: a node depends on its own result.`,
      hint: exportAgain,
    };
  } else if (early.size > 0) {
    yield {
      code: 'nodes-unsorted',
      message: `${where} has nodes that read what only later ones make, in a body or function, where the order matters: ${listed(early)}.`,
      hint: 'export the model again, or sort these nodes',
    };
  }
  if (passed.size > 0) {
    yield {
      code: 'body-output-outside',
      message: `${where} has a body of If, Loop or Scan whose output is a value from around it: ${listed(passed)}.`,
      hint: 'put an Identity between the value and the output of the body',
    };
  }
}
