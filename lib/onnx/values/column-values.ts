import type { CardTensor } from '../card/card.ts';
import type { Graph, Node } from '../model/graph.ts';
import type { Model } from '../model/model.ts';
import { ProtobufError } from '../wire/protobuf.ts';
import { GraphReader } from './graph-reader.ts';
import { KnownValues } from './known-values.ts';
import { move, type Trace, type Traced, traceOf } from './origins.ts';
import { type GraphFacts, TELLERS } from './tellers.ts';

/**
 * The inputs of a model with the values that their columns may take, as far as the graph tells: the categories of
 * encoders, what imputers fill in, the offsets of scalers, the thresholds of trees. Each is traced back to a column
 * through what only moves values. https://onnx.ai/onnx/operators/index.html#ai-onnx-ml
 */
export function withColumnValues(model: Model, inputs: CardTensor[]): CardTensor[] {
  if (!tells(model.graph, inputs)) return inputs;
  try {
    const values = follow(model, inputs).result();
    return inputs.map((input, i) => ({ ...input, ...(values[i] && { values: values[i] }) }));
  } catch (error) {
    // The model was read; only what is passed over in other models is too much here.
    if (error instanceof ProtobufError) return inputs;
    throw error;
  }
}

/** Whether there is anything to be found: of Sub, which is everywhere, only one that takes an input as it comes. */
function tells({ nodes }: Graph, inputs: CardTensor[]): boolean {
  const names = inputs.map(({ name }) => name);
  return nodes.some(
    ({ operator, inputs: [first = ''] }) =>
      Object.hasOwn(TELLERS, operator) && (!COMMON.includes(operator) || names.includes(first)),
  );
}

const COMMON = ['Sub', 'Equal', 'Where', 'IsNaN'];

function follow(model: Model, inputs: CardTensor[]): KnownValues {
  const { graph } = model;
  const known = new KnownValues(inputs);
  const traces = new Map<string, Trace>(inputs.map((input, i) => [input.name, traceOf(input, i)]));
  const facts: GraphFacts = { used: namesUsed(graph), gaps: new Map(), graph };
  const reader = new GraphReader(model);
  try {
    graph.nodes.forEach((node, index) => {
      passOn(node, facts);
      const found = node.inputs.map((name) => traces.get(name));
      const traced = { node, index, traces: found, reader };
      const isKnown = found.some((trace) => trace !== undefined);
      if (Object.hasOwn(TELLERS, node.operator) && (isKnown || node.operator === 'Where'))
        TELLERS[node.operator]!(traced, known, facts);
      if (!isKnown) return;
      const moved = node.operator === 'Where' ? [filled(traced, facts)] : move(traced);
      moved.forEach((trace, i) => trace && traces.set(node.outputs[i]!, trace));
    });
  } finally {
    reader.close();
  }
  return known;
}

/** Truth values stay what they are as another datatype. */
function passOn({ operator, inputs, outputs }: Node, { gaps }: GraphFacts): void {
  const gap = operator === 'Cast' || operator === 'Identity' ? gaps.get(inputs[0]!) : undefined;
  if (gap) gaps.set(outputs[0]!, gap);
}

/** What a Where gives that fills gaps: the values around them. Of any other condition nothing is known. */
function filled({ node, traces }: Traced, { gaps }: GraphFacts): Trace | undefined {
  const gap = gaps.get(node.inputs[0]!);
  const trace = traces[1] ?? traces[2];
  if (gap === undefined || trace === undefined || trace.columns.length !== 1) return undefined;
  const [column] = trace.columns;
  // Of several gaps only one can be told: the values around them are not all that is taken.
  return gap.values.length === 1
    ? trace
    : { ...trace, columns: [column && { ...column, form: 'normalised' }] };
}

/** The names of tensors that some output is made from. Nodes stand in the order in which they run. */
function namesUsed(graph: Graph): Set<string> {
  const used = new Set(graph.outputs.map(({ name }) => name));
  for (const { inputs, outputs } of graph.nodes.toReversed())
    if (outputs.some((name) => used.has(name))) for (const name of inputs) used.add(name);
  return used;
}
