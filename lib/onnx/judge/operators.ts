import { allOf } from './calls.ts';
import type { Node } from '../model/graph.ts';
import type { Model } from '../model/model.ts';

/** How often each operator is called in the whole model, as `Conv` or `ai.onnx.ml.ZipMap`. */
export function operatorCounts(model: Model): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { operator, domain } of allNodes(model)) {
    const name = domain === '' ? operator : `${domain}.${operator}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Every node: of the graph, of the bodies of If, Loop and Scan, and of the model's own functions. */
export function* allNodes(model: Model): Generator<Node> {
  yield* allOf(model.graph.nodes);
  for (const { nodes } of model.functions) yield* allOf(nodes);
}

const QUANTISED = /quant|matmulinteger|convinteger|matmulnbits/i;

/**
 * Whether a model computes with rounded integers. ONNX Runtime has kernels of its own for each kind of processor there,
 * and their results differ by a step of the rounding.
 */
export function isQuantised(model: Model): boolean {
  return [...operatorCounts(model).keys()].some((operator) => QUANTISED.test(operator));
}
