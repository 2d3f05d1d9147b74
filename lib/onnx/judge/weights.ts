import { allNodes } from './operators.ts';
import type { Model } from '../model/model.ts';
import { listed, type Problem } from './problem.ts';

/** Whether the data of the weights that are used fit their shapes. The runtime does not look at the others. */
export function* judgeWeights(model: Model): Generator<Problem> {
  if (model.misfits.size === 0) return;
  const used = new Set<string>();
  for (const { inputs } of allNodes(model)) {
    for (const name of inputs) if (model.misfits.has(name)) used.add(name);
  }
  const [name] = used;
  if (name === undefined) return;
  const { bytes, expected } = model.misfits.get(name)!;
  yield {
    code: 'weights-size',
    message: `The weights ${listed(used)} do not fit their shapes: there are ${bytes} bytes where ${expected} are needed.`,
    hint: 'export the model again',
  };
}
