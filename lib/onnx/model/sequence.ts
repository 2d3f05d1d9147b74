import type { Dimension } from '../card/card.ts';
import { constantIntegers } from './constant.ts';
import type { Graph, Node } from './graph.ts';
import type { Model } from './model.ts';
import type { Field, ProtobufFile } from '../wire/protobuf.ts';
import { namesRead } from './zipmap.ts';
import { readName, type ValueInfo } from './value-info.ts';

/** What one tensor of a sequence is made from: a value, or the places along an axis of one. */
export interface SequencePart {
  /** The name that it has as an output. */
  name: string;
  shape: Dimension[] | null;
  /** The value that it is, or is taken from. */
  source: string;
  /** Absent where it is the whole value. `keepsAxis` is false where a single place has no dimension of its own. */
  places?: { axis: number; from: number; to: number; keepsAxis: boolean };
}

/**
 * A sequence of tensors that is an output of the graph, made by SequenceConstruct or SplitToSequence: how many there are
 * and what each of them is stands in the graph, so that they can be outputs by themselves. scikit-learn's converter ends
 * a MultiOutputClassifier with one. https://onnx.ai/onnx/operators/onnx__SequenceConstruct.html
 */
export interface TensorSequence {
  /** The graph's output. */
  output: string;
  /** ONNX's number of the tensors' elements. */
  elementType: number;
  parts: SequencePart[];
  /** Where its node lies in the file. */
  field: Field;
  /** Whether something else reads the sequence, so that its node has to stay. */
  isRead: boolean;
  /** Where the graph's value_info declares its type as well. */
  declared: Field[];
}

// Bytes that V8 needs for a part, and for what it becomes; a SplitToSequence may claim any number of them.
const PART = 1000;

/** The sequences of tensors among the graph's outputs that can be taken apart. */
export function findSequences(file: ProtobufFile, { graph, graphFields }: Model): TensorSequence[] {
  const wanted = new Map(
    graph.outputs.filter(({ elements }) => elements !== undefined).map((output) => [output.name, output]),
  );
  if (wanted.size === 0) return [];
  const read = new Set(namesRead(graph));
  const taken = namesTaken(graph);
  const found: TensorSequence[] = [];
  for (const node of graph.nodes) {
    const output = wanted.get(node.outputs[0]!);
    if (output === undefined || node.domain !== '' || node.field === undefined) continue;
    const { elementType, shape } = output.elements!;
    const parts = partsOf(file, node, graph, graphFields);
    if (parts === undefined || parts.length === 0 || elementType === 0) continue;
    wanted.delete(output.name);
    file.retain(PART * parts.length);
    found.push({
      output: output.name,
      elementType,
      parts: parts.map((part, i) => ({
        ...part,
        name: freeName(`${output.name}_${i}`, taken),
        shape: part.shape ?? shape,
      })),
      field: node.field,
      isRead: read.has(output.name),
      declared: [],
    });
  }
  findDeclarations(file, graphFields, found);
  return found;
}

type Part = Omit<SequencePart, 'name'>;

function partsOf(file: ProtobufFile, node: Node, graph: Graph, graphFields: Field[]): Part[] | undefined {
  if (node.operator === 'SequenceConstruct')
    return node.inputs.map((source) => ({ source, shape: shapeOf(source, graph) }));
  return node.operator === 'SplitToSequence' ? splitParts(file, node, graph, graphFields) : undefined;
}

/** Undefined where the graph does not tell into how many parts it is split. */
function splitParts(file: ProtobufFile, node: Node, graph: Graph, graphFields: Field[]): Part[] | undefined {
  const [source = '', lengths = ''] = node.inputs;
  const { axis: given, keepdims } = splitAttributes(file, node.field!);
  const shape = shapeOf(source, graph);
  const axis = given < 0 && shape !== null ? given + shape.length : given;
  const whole = shape?.[axis];
  const length = typeof whole === 'number' && whole >= 0 ? whole : undefined;
  const sizes = sizesOf(
    lengths === '' ? { elements: [1], isScalar: true } : constantIntegers(file, graphFields, lengths),
    length,
  );
  if (axis < 0 || sizes === undefined) return undefined;
  const keepsAxis = lengths !== '' || keepdims;
  let from = 0;
  return sizes.map((size) => {
    const places = { axis, from, to: (from += size), keepsAxis };
    const sized = shape && (keepsAxis ? shape.with(axis, size) : shape.toSpliced(axis, 1));
    return { source, shape: sized, places };
  });
}

const MOST_PARTS = 10_000;

/** A list has the size of each part; a single number is the size of all but the last, which has the rest. */
function sizesOf(
  split: { elements: number[]; isScalar: boolean } | undefined,
  length: number | undefined,
): number[] | undefined {
  if (split === undefined || !split.isScalar) return split?.elements;
  const [size = 0] = split.elements;
  if (length === undefined || size < 1 || length / size > MOST_PARTS) return undefined;
  return Array.from({ length: Math.ceil(length / size) }, (_, i) => Math.min(size, length - i * size));
}

/** Attributes of a SplitToSequence (name 1, i 3). */
function splitAttributes(file: ProtobufFile, node: Field): { axis: number; keepdims: boolean } {
  const values = new Map([
    ['axis', 0],
    ['keepdims', 1],
  ]);
  for (const attribute of file.fields(node)) {
    if (attribute.number !== 5) continue;
    let name = '';
    for (const field of file.fields(attribute)) {
      if (field.number === 1) name = file.name(field);
      if (field.number === 3 && values.has(name)) values.set(name, Number(file.integers(field).next().value));
    }
  }
  return { axis: values.get('axis')!, keepdims: values.get('keepdims') !== 0 };
}

const CLASSIFIERS = ['LinearClassifier', 'SVMClassifier', 'TreeEnsembleClassifier'];

/** Of a graph's input, or what a classifier of ai.onnx.ml gives, which is [rows, classes]; else not known. */
function shapeOf(name: string, { inputs, nodes }: Graph): Dimension[] | null {
  const input = inputs.find((one) => one.name === name);
  if (input !== undefined) return input.shape;
  const maker = nodes.find(({ outputs }) => outputs.includes(name));
  if (maker?.domain !== 'ai.onnx.ml') return null;
  if (maker.operator === 'Normalizer') return [-1, -1];
  return CLASSIFIERS.includes(maker.operator) && maker.outputs[1] === name ? [-1, -1] : null;
}

function namesTaken({ inputs, outputs, initializers, nodes }: Graph): Set<string> {
  const values: ValueInfo[] = [...inputs, ...outputs];
  const made = nodes.flatMap((node) => [
    ...node.outputs,
    ...node.graphs.flatMap((body) => [...namesTaken(body)]),
  ]);
  return new Set([...values.map(({ name }) => name), ...initializers.keys(), ...made]);
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  while (taken.has(free)) free += '_';
  taken.add(free);
  return free;
}

/** GraphProto's value_info (13). */
function findDeclarations(file: ProtobufFile, graphFields: Field[], sequences: TensorSequence[]): void {
  const byOutput = new Map(sequences.map((sequence) => [sequence.output, sequence]));
  if (byOutput.size === 0) return;
  for (const graph of graphFields) {
    for (const field of file.fields(graph)) {
      if (field.number === 13) byOutput.get(readName(file, field))?.declared.push(field);
    }
  }
}
