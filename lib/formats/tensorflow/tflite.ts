import { ByteReader } from '../bytes/byte-reader.ts';
import { BufferBytes, type ByteSource } from '../bytes/byte-source.ts';
import { FlatTable } from '../bytes/flatbuffer.ts';
import { few, judged, type Problem, source } from '../reading.ts';
import type { Reading, SourceColumn } from '../source.ts';

// tensorflow/compiler/mlir/lite/schema/schema.fbs, conversion_metadata.fbs: fields by their place.
const MODEL = { operators: 1, graphs: 2, buffers: 4, metadata: 6, signatures: 7 };
const OPERATOR = { custom: 1 };
const GRAPH = { tensors: 0, inputs: 1, operators: 3 };
const TENSOR = { type: 1, name: 3 };
const BUFFER = { data: 0 };
const METADATA = { name: 0, buffer: 1 };
const SIGNATURE = { inputs: 0, key: 2 };
const TENSOR_MAP = { name: 0, tensor: 1 };
const CONVERSION = { environment: 0 };
const ENVIRONMENT = { version: 0 };
// TensorType of the schema.
const NUMBERS = [0, 1, 10, 18];
const INTEGERS = [2, 3, 4, 7, 9, 12, 15, 16, 17];
const [TEXT, BOOLEAN] = [5, 6];

/** A TensorFlow Lite model. Throws FormatError. */
export function readTflite(bytes: ByteSource): Reading {
  const model = FlatTable.root(new ByteReader(bytes));
  const graphs = model.tables(MODEL.graphs);
  const custom = model
    .tables(MODEL.operators)
    .map((operator) => operator.text(OPERATOR.custom))
    .filter((name) => name !== undefined);
  const [graph] = graphs;
  const tensors = graph?.tables(GRAPH.tensors) ?? [];
  const said = source('tflite', {
    framework: 'tflite',
    frameworkVersion: versionOf(model),
    model: `graph of ${graph?.tables(GRAPH.operators).length ?? 0} operators`,
    columns: graph ? columnsOf(model, graph, tensors) : [],
  });
  return judged(said, custom.length > 0 ? [customOperators(custom)] : []);
}

/** The names of the first signature, or else those of the graph's own tensors. */
function columnsOf(model: FlatTable, graph: FlatTable, tensors: FlatTable[]): SourceColumn[] {
  const [signature] = model.tables(MODEL.signatures);
  const named = signature?.tables(SIGNATURE.inputs) ?? [];
  const inputs =
    named.length > 0
      ? named.map((input) => ({
          name: input.text(TENSOR_MAP.name),
          tensor: tensors[input.integer(TENSOR_MAP.tensor)],
        }))
      : graph
          .integers(GRAPH.inputs)
          .map((i) => ({ name: tensors[i]?.text(TENSOR.name), tensor: tensors[i] }));
  return inputs.map(({ name, tensor }) => ({
    name: name ?? 'input',
    type: columnType(tensor?.byte(TENSOR.type)),
  }));
}

function columnType(type: number | undefined): SourceColumn['type'] {
  if (type === undefined) return null;
  if (NUMBERS.includes(type)) return 'number';
  if (INTEGERS.includes(type)) return 'integer';
  if (type === TEXT) return 'text';
  return type === BOOLEAN ? 'boolean' : null;
}

/** Of the TensorFlow that wrote it, which the converter notes in a buffer of its own. */
function versionOf(model: FlatTable): string | null {
  const noted = model
    .tables(MODEL.metadata)
    .find((entry) => entry.text(METADATA.name) === 'CONVERSION_METADATA');
  const buffer = noted && model.tables(MODEL.buffers)[noted.integer(METADATA.buffer)];
  const data = buffer?.bytes(BUFFER.data);
  if (data === undefined || data.length < 8) return null;
  const environment = FlatTable.root(new ByteReader(new BufferBytes(data))).table(CONVERSION.environment);
  return environment?.text(ENVIRONMENT.version) ?? null;
}

function customOperators(names: string[]): Problem {
  return {
    code: 'model-custom-operators',
    message: `It uses operators that TensorFlow Lite does not bring itself: ${few(names)}`,
    hint: 'convert it again with TFLITE_BUILTINS alone, or convert the model that it was made from',
  };
}
