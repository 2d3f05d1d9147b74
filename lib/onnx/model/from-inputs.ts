import type { Node } from './graph.ts';
import type { Model } from './model.ts';
import { namesRead } from './zipmap.ts';

/** The values that are made from what a request gives; all others are the same in every answer, or drawn at random. */
export function madeFromInputs({ graph, inputs }: Model): Set<string> {
  const readers = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const name of namesRead({ ...graph, nodes: [node] })) {
      const others = readers.get(name);
      if (others) others.push(node);
      else readers.set(name, [node]);
    }
  }
  const made = new Set(inputs.map(({ name }) => name));
  // A set gives what is added on the way, too.
  for (const name of made) {
    for (const { outputs } of readers.get(name) ?? []) for (const output of outputs) made.add(output);
  }
  return made;
}
