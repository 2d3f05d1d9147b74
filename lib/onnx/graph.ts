import { type ExternalData, readTensor } from './tensor.ts';
import { type Field, ProtobufError, type ProtobufFile } from './protobuf.ts';
import { readValueInfo, type ValueInfo } from './value-info.ts';

/** A call of an operator or of a model-local function. */
export interface Node {
  name: string;
  operator: string;
  /** `''` is the default domain, ai.onnx. */
  domain: string;
  /** `''` is an optional one that is left out. */
  inputs: string[];
  outputs: string[];
  /** The bodies of If, Loop and Scan. */
  graphs: Graph[];
  field: Field;
}

export interface Graph {
  /** With the overridable initializers. */
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  initializers: Set<string>;
  nodes: Node[];
}

/** What is collected over all graphs of a model. */
export interface Collected {
  /** By location. */
  externalData: Map<string, ExternalData>;
}

// A graph in a graph takes three messages; protobuf's parsers stop at 100.
const MAX_DEPTH = 33;

export function emptyGraph(): Graph {
  return { inputs: [], outputs: [], initializers: new Set(), nodes: [] };
}

/** Reads a GraphProto into `graph`: a second one for the same field is merged, as protobuf does it. */
export function readGraph(
  file: ProtobufFile,
  message: Field,
  collected: Collected,
  graph: Graph,
  depth = 1,
): Graph {
  if (depth > MAX_DEPTH) {
    throw new ProtobufError('too-complex', message.tag, `graphs in graphs, more than ${MAX_DEPTH} deep`);
  }
  for (const field of file.fields(message)) {
    if (field.number === 1) graph.nodes.push(readNode(file, field, collected, depth));
    if (field.number === 5) graph.initializers.add(readTensor(file, field, collected.externalData));
    if (field.number === 11) graph.inputs.push(readValueInfo(file, field));
    if (field.number === 12) graph.outputs.push(readValueInfo(file, field));
    if (field.number === 15) graph.initializers.add(readSparseTensor(file, field, collected));
  }
  return graph;
}

/** Reads a NodeProto; of its attributes only graphs and tensors, the others are skipped. */
export function readNode(file: ProtobufFile, message: Field, collected: Collected, depth: number): Node {
  file.retain(300);
  const node: Node = {
    name: '',
    operator: '',
    domain: '',
    inputs: [],
    outputs: [],
    graphs: [],
    field: message,
  };
  for (const field of file.fields(message)) {
    if (field.number === 1) node.inputs.push(file.text(field));
    if (field.number === 2) node.outputs.push(file.text(field));
    if (field.number === 3) node.name = file.text(field);
    if (field.number === 4) node.operator = file.text(field);
    if (field.number === 5) readAttribute(file, field, node, collected, depth);
    if (field.number === 7) node.domain = defaultDomain(file.text(field));
  }
  return node;
}

/** The default operator domain has two names, '' and 'ai.onnx': here it is ''. */
export function defaultDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

function readAttribute(
  file: ProtobufFile,
  message: Field,
  node: Node,
  collected: Collected,
  depth: number,
): void {
  for (const field of file.fields(message)) {
    // Floats, integers or strings, each a field of its own: a tree ensemble has millions, and nothing else follows.
    if (field.number === 7 || field.number === 8 || field.number === 9) return;
    if (field.number === 5 || field.number === 10) readTensor(file, field, collected.externalData);
    if (field.number === 22 || field.number === 23) readSparseTensor(file, field, collected);
    if (field.number === 6 || field.number === 11) {
      node.graphs.push(readGraph(file, field, collected, emptyGraph(), depth + 1));
    }
  }
}

function readSparseTensor(file: ProtobufFile, message: Field, collected: Collected): string {
  let name = '';
  for (const field of file.fields(message)) {
    if (field.number === 1) name = readTensor(file, field, collected.externalData);
    if (field.number === 2) readTensor(file, field, collected.externalData);
  }
  return name;
}
