import { attributeType, TYPED_BY_ATTRIBUTE } from './attribute-type.ts';
import { isBatchwise, RECURRENT } from './batchwise.ts';
import { type CollectedTensors, readTensor, type TensorHead } from './tensor.ts';
import { type Field, ProtobufError, type ProtobufFile } from '../wire/protobuf.ts';
import { readValueInfo, type ValueInfo } from './value-info.ts';
import { LENGTH_DELIMITED } from '../wire/wire.ts';

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
  graphs: readonly Graph[];
  /** An RNN, GRU or LSTM that has the batch in front of the sequence. */
  isBatchwise?: true;
  /** The element type of its result, where an attribute says it. */
  attributeType?: number;
  /** Where it lies in the file; kept of what may have to be rewritten. */
  field?: Field;
}

export interface Graph {
  /** With the overridable initializers. */
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  /** Name → ONNX's number of its element type. */
  initializers: Map<string, number>;
  nodes: Node[];
}

// What is served as tensors.
const REWRITTEN = ['ZipMap', 'SequenceConstruct', 'SplitToSequence'];
// A graph in a graph takes three messages; protobuf's parsers stop at 100.
const MAX_DEPTH = 33;
// Bytes that V8 needs for each of them without the names, here and while names are judged.
const NODE = 220;
const GRAPH = 400;
const ELEMENT = 12;
const MADE = 40;
const INITIALIZER = 100;

// Almost no node has any: one list for all of them.
const NO_GRAPHS: readonly Graph[] = [];

export function emptyGraph(): Graph {
  return { inputs: [], outputs: [], initializers: new Map(), nodes: [] };
}

/** Reads a GraphProto into `graph`: a second one for the same field is merged, as protobuf does it. */
export function readGraph(
  file: ProtobufFile,
  message: Field,
  collected: CollectedTensors,
  graph: Graph,
  depth = 1,
): Graph {
  if (depth > MAX_DEPTH) {
    throw new ProtobufError('too-complex', message.tag, `graphs in graphs, more than ${MAX_DEPTH} deep`);
  }
  for (const field of file.fields(message)) {
    // One of another wire type than ONNX gives it is not this field, for protobuf's parsers too.
    if (field.wire !== LENGTH_DELIMITED) continue;
    if (field.number === 1) graph.nodes.push(readNode(file, field, collected, depth));
    if (field.number === 5) addTensor(file, graph.initializers, readTensor(file, field, collected));
    if (field.number === 11) graph.inputs.push(readValueInfo(file, field));
    if (field.number === 12) graph.outputs.push(readValueInfo(file, field));
    if (field.number === 15) addTensor(file, graph.initializers, readSparseTensor(file, field, collected));
  }
  return graph;
}

function addTensor(file: ProtobufFile, types: Map<string, number>, { name, type }: TensorHead): void {
  file.retain(INITIALIZER);
  types.set(name, type);
}

/** Reads a NodeProto; of its attributes only graphs and tensors, the others are skipped. */
export function readNode(
  file: ProtobufFile,
  message: Field,
  collected: CollectedTensors,
  depth: number,
): Node {
  file.retain(NODE);
  const inputs: string[] = [];
  const outputs: string[] = [];
  const graphs: Graph[] = [];
  const node: Node = { name: '', operator: '', domain: '', inputs, outputs, graphs: NO_GRAPHS };
  for (const field of file.fields(message)) {
    if (field.wire !== LENGTH_DELIMITED) continue;
    if (field.number === 1) inputs.push(elementName(file, field));
    if (field.number === 2) outputs.push(elementName(file, field, MADE));
    if (field.number === 3) node.name = file.name(field);
    if (field.number === 4) node.operator = file.name(field);
    if (field.number === 5) readAttribute(file, field, graphs, collected, depth);
    if (field.number === 7) node.domain = defaultDomain(file.name(field));
  }
  // Lists grow by half and 16 more: these are as long as they need to be.
  node.inputs = inputs.slice();
  node.outputs = outputs.slice();
  if (graphs.length > 0) node.graphs = graphs;
  if (REWRITTEN.includes(node.operator)) node.field = message;
  if (TYPED_BY_ATTRIBUTE.has(node.operator)) {
    const type = attributeType(file, message);
    if (type !== 0) node.attributeType = type;
  }
  if (RECURRENT.includes(node.operator) && isBatchwise(file, message)) node.isBatchwise = true;
  return node;
}

function elementName(file: ProtobufFile, field: Field, more = 0): string {
  file.retain(ELEMENT + more);
  return file.name(field);
}

/** The default operator domain has two names, '' and 'ai.onnx': here it is ''. */
export function defaultDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

function readAttribute(
  file: ProtobufFile,
  message: Field,
  graphs: Graph[],
  collected: CollectedTensors,
  depth: number,
): void {
  for (const field of file.fields(message)) {
    // Floats, integers or strings, each a field of its own: a tree ensemble has millions, and nothing else follows.
    if (field.number === 7 || field.number === 8 || field.number === 9) return;
    if (field.wire !== LENGTH_DELIMITED) continue;
    if (field.number === 5 || field.number === 10) readTensor(file, field, collected);
    if (field.number === 22 || field.number === 23) readSparseTensor(file, field, collected);
    if (field.number === 6 || field.number === 11) {
      file.retain(GRAPH);
      graphs.push(readGraph(file, field, collected, emptyGraph(), depth + 1));
    }
  }
}

function readSparseTensor(file: ProtobufFile, message: Field, collected: CollectedTensors): TensorHead {
  let values: TensorHead = { name: '', type: 0 };
  for (const field of file.fields(message)) {
    if (field.wire !== LENGTH_DELIMITED) continue;
    if (field.number === 1) values = readTensor(file, field, collected);
    if (field.number === 2) readTensor(file, field, collected);
  }
  return values;
}
