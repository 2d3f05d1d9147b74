import { emptyGraph, type Graph, readGraph } from './graph.ts';
import { type ModelFunction, readFunction, readOpset } from './function.ts';
import { type Field, ProtobufError, ProtobufFile } from '../wire/protobuf.ts';
import { readableFile, unreadable } from './readable-file.ts';
import { type CollectedTensors, type ExternalData, readEntry } from './tensor.ts';
import { findSequences, type TensorSequence } from './sequence.ts';
import type { ValueInfo } from './value-info.ts';
import { findZipMaps, type ZipMap } from './zipmap.ts';
import { LENGTH_DELIMITED, VARINT } from '../wire/wire.ts';

/** All that is known of a model without its weights. */
export interface Model {
  path: string;
  /** Of the file itself. */
  bytes: number;
  /** `null` where the file does not say. */
  irVersion: number | null;
  /** Domain → version; the default domain is called `ai.onnx`. */
  opsets: Record<string, number>;
  /** The program that wrote the file: `skl2onnx`, `pytorch`; `''` if unknown. */
  producer: string;
  producerVersion: string;
  /** The model's doc_string, `''` if it has none. */
  description: string;
  /** metadata_props. */
  metadata: Record<string, string>;
  /** What a request must give: the graph's inputs without the overridable initializers. */
  inputs: ValueInfo[];
  /** The graph's outputs, each name once. */
  outputs: ValueInfo[];
  graph: Graph;
  functions: ModelFunction[];
  externalData: ExternalData[];
  /** Tensors whose data do not fit their shape: name → bytes. */
  misfits: CollectedTensors['misfits'];
  /** Where the graph lies in the file; more than one only in hand-made files. */
  graphFields: Field[];
  zipMaps: ZipMap[];
  sequences: TensorSequence[];
}

// Bytes that V8 needs for a Field, and for an entry of a Map that becomes an object.
const FIELD = 80;
const ENTRY = 200;

/** A Model while its fields come in. */
interface Reading extends CollectedTensors {
  model: Model;
  opsets: Map<string, number>;
  metadata: Map<string, string>;
}

/**
 * Reads an ONNX file's structure: names, types, nodes, where the weights are; never the weights themselves. Memory and
 * time depend on the number of nodes and tensors, not on the file's size. The disk is read synchronously.
 *
 * Throws UserError (exit 2) where the file cannot be read as ONNX: model-not-found, model-not-a-file,
 * model-unreadable, model-empty, model-not-onnx, model-truncated, model-malformed, model-too-complex.
 */
export async function readModel(path: string): Promise<Model> {
  readableFile(path);
  const file = new ProtobufFile(path);
  const reading = emptyReading(path, file.size);
  try {
    for (const field of file.fields()) readField(file, field, reading);
    if (reading.model.graphFields.length === 0) throw unreadable(reading.model);
    reading.model.zipMaps = findZipMaps(file, reading.model);
    reading.model.sequences = findSequences(file, reading.model);
    return finish(reading);
  } catch (error) {
    if (error instanceof ProtobufError) throw unreadable(reading.model, error);
    throw error;
  } finally {
    file.close();
  }
}

function emptyReading(path: string, bytes: number): Reading {
  const model: Model = {
    path,
    bytes,
    irVersion: null,
    opsets: {},
    producer: '',
    producerVersion: '',
    description: '',
    metadata: {},
    inputs: [],
    outputs: [],
    graph: emptyGraph(),
    functions: [],
    externalData: [],
    misfits: new Map(),
    graphFields: [],
    zipMaps: [],
    sequences: [],
  };
  const { misfits } = model;
  return { model, opsets: new Map(), metadata: new Map(), externalData: new Map(), misfits };
}

// The fields of ModelProto. One of another wire type than ONNX gives it is not this field, for protobuf's parsers too.
function readField(file: ProtobufFile, field: Field, reading: Reading): void {
  const { model } = reading;
  if (field.wire === VARINT) {
    if (field.number === 1) model.irVersion = file.integer(field);
    return;
  }
  if (field.wire !== LENGTH_DELIMITED) return;
  if (field.number === 2) model.producer = file.text(field);
  if (field.number === 3) model.producerVersion = file.text(field);
  if (field.number === 6) model.description = file.text(field);
  if (field.number === 7) {
    file.retain(FIELD);
    model.graphFields.push(field);
    readGraph(file, field, reading, model.graph);
  }
  if (field.number === 8) {
    const { domain, version } = readOpset(file, field);
    const name = domain || 'ai.onnx';
    // Each import is judged by the runtime; with the newest of several, the one that it refuses is found.
    reading.opsets.set(name, Math.max(version, reading.opsets.get(name) ?? version));
  }
  if (field.number === 14) {
    file.retain(ENTRY);
    readEntry(file, field, reading.metadata);
  }
  if (field.number === 25) model.functions.push(readFunction(file, field, reading));
}

function finish({ model, opsets, metadata, externalData }: Reading): Model {
  const { graph } = model;
  const outputs = new Map(graph.outputs.map((output) => [output.name, output]));
  return {
    ...model,
    opsets: Object.fromEntries(opsets),
    metadata: Object.fromEntries(metadata),
    inputs: graph.inputs.filter(({ name }) => !graph.initializers.has(name)),
    outputs: [...outputs.values()],
    externalData: [...externalData.values()],
  };
}
