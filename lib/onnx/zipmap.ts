import type { Dimension } from './card.ts';
import type { Graph, Node } from './graph.ts';
import type { ProtobufFile } from './protobuf.ts';

/**
 * A ZipMap whose result is an output of the graph: it makes a list of {class: probability} from a tensor FP32
 * [rows, classes]. scikit-learn's and LightGBM's converters end classifiers with one.
 * https://onnx.ai/onnx/operators/onnx_aionnxml_ZipMap.html
 */
export interface ZipMap {
  /** The graph's output. */
  output: string;
  /** In the order of the tensor's columns; integer classes in decimal. */
  classes: string[];
  /** Of the tensor in front of it. */
  shape: Dimension[];
  node: Node;
}

/** The ZipMaps that can be undone: nothing but the graph's output reads their result. */
export function findZipMaps(file: ProtobufFile, graph: Graph): ZipMap[] {
  const candidates = graph.nodes.filter(
    ({ operator, domain, outputs }) =>
      operator === 'ZipMap' &&
      domain === 'ai.onnx.ml' &&
      graph.outputs.some(({ name }) => name === outputs[0]),
  );
  if (candidates.length === 0) return [];
  const read = new Set(namesRead(graph));
  return candidates
    .filter(({ outputs }) => !read.has(outputs[0]!))
    .map((node) => describe(file, graph, node))
    .filter(({ classes }) => classes.length > 0);
}

function describe(file: ProtobufFile, graph: Graph, node: Node): ZipMap {
  const classes = readClasses(file, node);
  // A ZipMap also takes one row without the dimension of rows. What a node gives is not looked up: rows are free then.
  const before = graph.inputs.find(({ name }) => name === node.inputs[0])?.shape ?? [-1, -1];
  const shape = [...before.slice(0, -1), classes.length];
  return { output: node.outputs[0]!, classes, shape, node };
}

/** The attributes classlabels_strings or classlabels_int64s: a ZipMap has one of them. */
function readClasses(file: ProtobufFile, node: Node): string[] {
  const classes: string[] = [];
  for (const attribute of file.fields(node.field)) {
    if (attribute.number !== 5) continue;
    for (const field of file.fields(attribute)) {
      if (field.number === 8) {
        for (const label of file.integers(field)) {
          file.retain(32);
          classes.push(String(label));
        }
      }
      if (field.number === 9) classes.push(file.text(field));
    }
  }
  return classes;
}

function* namesRead(graph: Graph): Generator<string> {
  for (const node of graph.nodes) {
    yield* node.inputs;
    for (const body of node.graphs) {
      yield* namesRead(body);
      for (const { name } of body.outputs) yield name;
    }
  }
}
