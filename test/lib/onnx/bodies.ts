import { field, node, tensorType, value } from './onnx-writer.ts';

/** An attribute; `type` is ONNX's number of it: 1 a float, 2 an integer, 4 a tensor, 5 a graph, 7 integers. */
export function attribute(name: string, type: number, ...content: Buffer[]): Buffer {
  return Buffer.concat([field(1, name), ...content, field(20, type)]);
}

/** A GraphProto for a body: nodes, and one output of FP32. */
export function body(nodes: Buffer[], output: string, more: Buffer[] = []): Buffer {
  return Buffer.concat([
    ...nodes.map((one) => field(1, one)),
    field(2, 'body'),
    ...more,
    field(12, value(output, tensorType(1))),
  ]);
}

/** Nodes that make the condition `c` from X. */
export const condition = [
  node('ReduceMax', ['X'], ['m'], { name: 'max', attributes: [attribute('keepdims', 2, field(3, 0))] }),
  node('Cast', ['m'], ['c'], { name: 'cast', attributes: [attribute('to', 2, field(3, 9))] }),
];

/** An If whose two bodies are the same. */
export function ifNode(then: Buffer, output = 'Y', name = 'if'): Buffer {
  const attributes = ['then_branch', 'else_branch'].map((branch) => attribute(branch, 5, field(6, then)));
  return node('If', ['c'], [output], { name, attributes });
}

export interface FunctionParts {
  name?: string;
  domain?: string;
  inputs?: string[];
  outputs?: string[];
  opsets?: [domain: string, version: number][];
}

/** A function of the model's own, as a field of ModelProto: F of the domain a.b, from x to y. */
export function ownFunction(nodes: Buffer[], parts: FunctionParts = {}): Buffer {
  const { name = 'F', domain = 'a.b', inputs = ['x'], outputs = ['y'], opsets = [['', 17]] } = parts;
  return field(25, [
    field(1, name),
    ...inputs.map((input) => field(4, input)),
    ...outputs.map((output) => field(5, output)),
    ...nodes.map((one) => field(7, one)),
    ...opsets.map(([imported, version]) => field(9, [field(1, imported), field(2, version)])),
    field(10, domain),
  ]);
}

/** A call of that function, Y = F(X), in a model that imports its domain. */
export const callOfFunction = {
  opsets: [
    ['', 17],
    ['a.b', 1],
  ] as [string, number][],
  nodes: [node('F', ['X'], ['Y'], { domain: 'a.b' })],
};
