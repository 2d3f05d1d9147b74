import type { Dimension } from '../card/card.ts';
import type { Graph } from './graph.ts';
import type { Model } from './model.ts';
import type { Field, ProtobufFile } from '../wire/protobuf.ts';
import { readName } from './value-info.ts';

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
  /** Where its node lies in the file. */
  field: Field;
  /** Where the graph's value_info declares its type as well. */
  declared: Field[];
}

/** The ZipMaps that can be undone: nothing but the graph's output reads their result. */
export function findZipMaps(file: ProtobufFile, { graph, graphFields }: Model): ZipMap[] {
  const given = new Set(graph.outputs.map(({ name }) => name));
  const candidates = graph.nodes.filter(
    ({ operator, domain, outputs }) =>
      operator === 'ZipMap' && domain === 'ai.onnx.ml' && given.has(outputs[0]!),
  );
  if (candidates.length === 0) return [];
  for (const name of namesRead(graph)) given.delete(name);
  const shapes = new Map(graph.inputs.map(({ name, shape }) => [name, shape]));
  const found: ZipMap[] = [];
  for (const node of candidates) {
    const [output] = node.outputs;
    if (!given.delete(output!)) continue;
    file.retain(ZIPMAP);
    const field = node.field!;
    const classes = readClasses(file, field);
    if (classes.length === 0) continue;
    // A ZipMap also takes one row without the dimension of rows. What a node gives is not looked up: rows are free then.
    const shape = [...(shapes.get(node.inputs[0]!) ?? [-1, -1]).slice(0, -1), classes.length];
    found.push({ output: output!, classes, shape, field, declared: [] });
  }
  findDeclarations(file, graphFields, found);
  return found;
}

/** The attributes classlabels_strings or classlabels_int64s: a ZipMap has one of them. */
function readClasses(file: ProtobufFile, node: Field): string[] {
  const classes: string[] = [];
  for (const attribute of file.fields(node)) {
    if (attribute.number !== 5) continue;
    for (const field of file.fields(attribute)) {
      if (field.number === 8) {
        for (const label of file.integers(field)) {
          file.retain(CLASS);
          classes.push(String(label));
        }
      }
      if (field.number === 9) {
        file.retain(CLASS);
        classes.push(file.name(field));
      }
    }
  }
  return classes;
}

// Bytes that V8 needs for a class as text in a list. A ZipMap costs more time, when it is undone, than room: there may
// be a thousand of them.
const CLASS = 48;
const ZIPMAP = 2 ** 16;

/** GraphProto's value_info (13). */
function findDeclarations(file: ProtobufFile, graphFields: Field[], zipMaps: ZipMap[]): void {
  const byOutput = new Map(zipMaps.map((zipmap) => [zipmap.output, zipmap]));
  for (const graph of graphFields) {
    for (const field of file.fields(graph)) {
      if (field.number === 13) byOutput.get(readName(file, field))?.declared.push(field);
    }
  }
}

/** The values that nodes read, and that bodies give. */
export function* namesRead(graph: Graph): Generator<string> {
  for (const node of graph.nodes) {
    yield* node.inputs;
    for (const body of node.graphs) {
      yield* namesRead(body);
      for (const { name } of body.outputs) yield name;
    }
  }
}
