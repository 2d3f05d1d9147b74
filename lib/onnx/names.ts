import type { Graph } from './graph.ts';
import { listed, type Problem } from './problem.ts';
import { RUNTIME } from './limits.ts';

/**
 * Whether every value that a graph reads or gives is made by somebody, and none twice. The order of the nodes does not
 * matter to the runtime. Bodies of If, Loop and Scan see the values around them.
 */
export function judgeNames(graph: Graph): Problem[] {
  const missing: string[] = [];
  const twice: string[] = [];
  visit(graph, [], missing, twice);
  const problems: Problem[] = [];
  if (missing.length > 0) {
    problems.push({
      code: 'value-undefined',
      message: `The graph reads values that no node, input or initializer makes: ${listed(missing)}.`,
      hint: 'export the model again; the graph was cut or edited wrongly',
    });
  }
  if (twice.length > 0) {
    problems.push({
      code: 'value-defined-twice',
      message: `The graph makes values twice, which ${RUNTIME} refuses: ${listed(twice)}.`,
      hint: 'export the model again, or rename one of the values',
    });
  }
  return problems;
}

function visit(graph: Graph, around: Set<string>[], missing: string[], twice: string[]): void {
  const own = new Set<string>();
  const make = (name: string): void => {
    if (name !== '' && own.has(name)) twice.push(name);
    own.add(name);
  };
  for (const { name } of graph.inputs) make(name);
  // An initializer may also be an input: the input's default.
  for (const name of graph.initializers) own.add(name);
  for (const { outputs } of graph.nodes) outputs.forEach(make);
  const scopes = [...around, own];
  const known = (name: string): boolean => name === '' || scopes.some((scope) => scope.has(name));
  for (const { inputs, graphs } of graph.nodes) {
    for (const name of inputs) if (!known(name)) missing.push(name);
    for (const body of graphs) visit(body, scopes, missing, twice);
  }
  for (const { name } of graph.outputs) if (!known(name)) missing.push(name);
}
