import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Field, ProtobufFile } from '../../onnx/wire/protobuf.ts';
import { few, judged, type Problem, refused, source } from '../reading.ts';
import type { Reading, SourceColumn } from '../source.ts';
import { readGraph } from './graph.ts';

// tensorflow/core/protobuf/saved_model.proto, meta_graph.proto: fields by their numbers.
const META_GRAPHS = 2;
const META = { info: 1, graph: 2, signatures: 5, assets: 6 };
const INFO = { tags: 4, version: 5 };
const SIGNATURE = { inputs: 1, outputs: 2 };
const TENSOR = { type: 2 };
const ASSET = { filename: 2 };
const MAP = { key: 1, value: 2 };
const SERVING = 'serving_default';

/**
 * The folder of a TensorFlow SavedModel. `file` is its saved_model.pb. Throws ProtobufError, or the operating
 * system's error.
 */
export function readSavedModel(file: string): Reading {
  const protobuf = new ProtobufFile(file);
  try {
    const found = readMetaGraphs(protobuf);
    const signature = found.signatures.get(SERVING) ?? [...found.signatures.values()][0];
    const calls = [...found.operators].map((name) => `tensorflow.raw_ops.${name}`).sort();
    const unknownCalls = [...found.unsafe].map((name) => `tensorflow.raw_ops.${name}`).sort();
    const said = source('savedmodel', {
      framework: 'tensorflow',
      frameworkVersion: found.version,
      model: modelName(found.signatures),
      columns: signature?.inputs ?? [],
      calls,
      unknownCalls,
    });
    const problems = against(path.dirname(file), found.assets, unknownCalls);
    return problems.length > 0 ? refused(said, ...problems) : judged(said, doubts(found.signatures));
  } finally {
    protobuf.close();
  }
}

interface Signature {
  inputs: SourceColumn[];
  outputs: string[];
}

interface Found {
  version: string | null;
  signatures: Map<string, Signature>;
  assets: string[];
  operators: Set<string>;
  unsafe: Set<string>;
}

function readMetaGraphs(file: ProtobufFile): Found {
  const found: Found = {
    version: null,
    signatures: new Map(),
    assets: [],
    operators: new Set(),
    unsafe: new Set(),
  };
  for (const meta of numbered(file, META_GRAPHS)) {
    for (const info of numbered(file, META.info, meta))
      for (const version of numbered(file, INFO.version, info)) found.version ??= file.text(version) || null;
    for (const entry of numbered(file, META.signatures, meta)) {
      const [key] = numbered(file, MAP.key, entry);
      const [value] = numbered(file, MAP.value, entry);
      // __saved_model_init_op has no inputs and is called by nobody.
      if (key && value && !file.text(key).startsWith('__'))
        found.signatures.set(file.text(key), readSignature(file, value));
    }
    for (const asset of numbered(file, META.assets, meta))
      for (const name of numbered(file, ASSET.filename, asset)) found.assets.push(file.text(name));
    for (const graph of numbered(file, META.graph, meta)) readGraph(file, graph, found);
  }
  return found;
}

export function* numbered(file: ProtobufFile, number: number, message?: Field): Generator<Field> {
  for (const field of file.fields(message)) if (field.number === number) yield field;
}

function readSignature(file: ProtobufFile, signature: Field): Signature {
  const inputs: SourceColumn[] = [];
  for (const entry of numbered(file, SIGNATURE.inputs, signature)) {
    const [key] = numbered(file, MAP.key, entry);
    const [tensor] = numbered(file, MAP.value, entry);
    const [type] = tensor ? numbered(file, TENSOR.type, tensor) : [];
    if (key) inputs.push({ name: file.text(key), type: columnType(type ? file.integer(type) : 0) });
  }
  const outputs = [...numbered(file, SIGNATURE.outputs, signature)].flatMap((entry) =>
    [...numbered(file, MAP.key, entry)].map((key) => file.text(key)),
  );
  return { inputs, outputs };
}

/** tensorflow/core/framework/types.proto */
function columnType(type: number): SourceColumn['type'] {
  if ([1, 2, 14, 19].includes(type)) return 'number';
  if ([3, 4, 5, 6, 9, 17, 22, 23].includes(type)) return 'integer';
  if (type === 7) return 'text';
  return type === 10 ? 'boolean' : null;
}

/** `serving_default(x → probs, score)` */
function modelName(signatures: Map<string, Signature>): string | null {
  const shown = [...signatures].map(
    ([name, { inputs, outputs }]) =>
      `${name}(${inputs.map((one) => one.name).join(', ')} → ${outputs.join(', ')})`,
  );
  return shown.length === 0 ? null : few(shown, 3);
}

function against(folder: string, assets: string[], unknownCalls: string[]): Problem[] {
  const found: Problem[] = [];
  const outside = assets.filter((name) => !isInside(name));
  if (outside.length > 0) {
    found.push({
      code: 'model-outside-file',
      message: `It names an asset outside its own folder: ${few(outside, 3)}`,
      hint: 'save the model again from the program that made it; do not use this file',
    });
  }
  const missing = assets.filter((name) => isInside(name) && !existsSync(path.join(folder, 'assets', name)));
  if (outside.length === 0 && missing.length > 0) {
    found.push({
      code: 'model-incomplete',
      message: `Files of its folder assets are missing: ${few(missing, 3)}`,
      hint: 'copy the whole folder again',
    });
  }
  if (unknownCalls.length > 0) {
    found.push({
      code: 'calls-unknown',
      message: `Its graph has operators that touch files or run Python: ${few(unknownCalls)}`,
      hint: 'save the model again without them',
    });
  }
  if (
    !existsSync(path.join(folder, 'variables', 'variables.index')) &&
    existsSync(path.join(folder, 'variables'))
  ) {
    found.push({
      code: 'model-incomplete',
      message: 'Its weights are missing: there is no variables/variables.index',
      hint: 'copy the whole folder again',
    });
  }
  return found;
}

function isInside(name: string): boolean {
  const parts = name.split(/[\\/]/);
  return (
    !path.isAbsolute(name) && !/^[a-z]:|^[a-z]+:\/\//i.test(name) && !parts.includes('..') && parts[0] !== ''
  );
}

function doubts(signatures: Map<string, Signature>): Problem[] {
  if (signatures.size > 0) return [];
  return [
    {
      code: 'model-without-signature',
      message: 'It has no signature: which tensors are its inputs, the file does not say',
      hint: 'save it with one: tf.saved_model.save(model, folder, signatures=…) or model.export(folder)',
    },
  ];
}
