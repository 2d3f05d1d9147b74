import type { ModelFunction } from '../model/function.ts';
import type { Node } from '../model/graph.ts';
import { MAX_OPSETS } from './limits.ts';
import type { Model } from '../model/model.ts';

/** A call that the runtime has to make, with the version of the operator's domain that is meant there. */
export interface Call {
  node: Node;
  opset: number;
  /** The model's own function that is called; absent for an operator of the runtime. */
  callee?: ModelFunction;
}

// The domains whose operators are the runtime's alone: a function that a model has there is not found.
const OPERATORS_ONLY = ['', 'ai.onnx.ml'];

/**
 * Every call of the graph, of the bodies of If, Loop and Scan, and of those functions of the model that are called from
 * there: what nobody calls, the runtime does not run. It puts functions into the graph, so that the opsets of the model
 * count in them, not their own.
 */
export function* calls(model: Model): Generator<Call> {
  const functions = new Map(model.functions.map((own) => [key(own), own]));
  const called = new Set<ModelFunction>();
  const callsOf = function* (nodes: Node[]): Generator<Call> {
    for (const node of allOf(nodes)) {
      const callee = OPERATORS_ONLY.includes(node.domain)
        ? undefined
        : functions.get(key({ domain: node.domain, name: node.operator }));
      if (callee) called.add(callee);
      yield { node, opset: opsetOf(model, node.domain), ...(callee && { callee }) };
    }
  };
  yield* callsOf(model.graph.nodes);
  // A set gives what is added on the way, too.
  for (const { nodes } of called) yield* callsOf(nodes);
}

/** The functions that the model calls, directly or through others. */
export function calledFunctions(model: Model): Set<ModelFunction> {
  const called = new Set<ModelFunction>();
  if (model.functions.length === 0) return called;
  for (const { callee } of calls(model)) if (callee) called.add(callee);
  return called;
}

function key({ domain, name }: { domain: string; name: string }): string {
  return `${domain}\n${name}`;
}

/** The nodes and those of the bodies that they have. */
export function* allOf(nodes: Node[]): Generator<Node> {
  for (const node of nodes) {
    yield node;
    for (const body of node.graphs) yield* allOf(body.nodes);
  }
}

/** The version of a domain ('' is ai.onnx) that is meant in the model. */
export function opsetOf({ opsets }: Model, domain: string): number {
  const name = domain || 'ai.onnx';
  if (Object.hasOwn(opsets, name)) return opsets[name]!;
  // Of a domain that is not imported the runtime takes its newest version.
  return Object.hasOwn(MAX_OPSETS, name) ? MAX_OPSETS[name]! : Infinity;
}
