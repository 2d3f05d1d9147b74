import type { Model } from '../onnx/model/model.ts';
import type { Activation } from './preprocess.ts';

/** Scores as they are where the graph ends with them; else they are logits, and `otherwise` tells of which kind. */
export function activationOf(model: Model, output: string, otherwise: Activation): Activation {
  const [last] = lastNodes(model, output);
  return last === 'Softmax' || last === 'Sigmoid' ? 'none' : otherwise;
}

/** The operators that an output comes from, the last first, past those that change no value. */
export function lastNodes(model: Model, output: string): string[] {
  const found: string[] = [];
  let value = output;
  for (let steps = 0; steps < 4; steps++) {
    const node = model.graph.nodes.find(({ outputs }) => outputs.includes(value));
    if (!node) break;
    if (!['Identity', 'Cast', 'Reshape', 'Flatten', 'Squeeze'].includes(node.operator))
      found.push(node.operator);
    value = node.inputs[0]!;
  }
  return found;
}
