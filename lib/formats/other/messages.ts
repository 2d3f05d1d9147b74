import { type Field, ProtobufError, ProtobufFile } from '../../onnx/wire/protobuf.ts';
import { LENGTH_DELIMITED, VARINT } from '../../onnx/wire/wire.ts';
import { readSavedModel } from '../tensorflow/saved-model.ts';
import { type Likeness, MADE_FROM } from './likeness.ts';
import { frozenGraph, savedModelFile } from './networks.ts';

// More fields than a message needs to be known by: a frozen graph has one for each of its nodes.
const ENOUGH = 10_000;

/**
 * What a protobuf message is that is no ONNX model, told by the numbers of its fields; undefined where they fit none
 * of these: https://github.com/tensorflow/tensorflow/tree/master/tensorflow/core/protobuf (saved_model.proto,
 * meta_graph.proto), core/framework/graph.proto, https://github.com/apple/coremltools/tree/main/mlmodel/format.
 */
export function messageLikeness(path: string): Likeness | undefined {
  const file = new ProtobufFile(path);
  try {
    const fields = first(file.fields());
    if (isSavedModel(file, fields))
      return {
        what: 'the graph of a TensorFlow SavedModel (saved_model.pb)',
        next: savedModelFile(path),
        format: 'savedmodel',
        read: () => readSavedModel(path),
      };
    if (isFrozenGraph(file, fields)) {
      return { what: 'a frozen TensorFlow graph (.pb)', next: frozenGraph(path) };
    }
    return isCoreMl(fields) ? { what: 'a Core ML model (.mlmodel)', next: [MADE_FROM] } : undefined;
  } catch (error) {
    if (error instanceof ProtobufError) return undefined;
    throw error;
  } finally {
    file.close();
  }
}

function first(fields: Iterable<Field>): Field[] {
  const found: Field[] = [];
  for (const field of fields) {
    found.push(field);
    if (found.length === ENOUGH) break;
  }
  return found;
}

/** SavedModel: schema version 1, then MetaGraphDefs, each of a MetaInfoDef (1) and a GraphDef (2). */
function isSavedModel(file: ProtobufFile, [version, meta, ...others]: Field[]): boolean {
  if (version?.number !== 1 || version.wire !== VARINT || file.integer(version) !== 1) return false;
  if (meta?.number !== 2 || meta.wire !== LENGTH_DELIMITED) return false;
  if (others.some(({ number }) => number !== 2)) return false;
  const parts = first(file.fields(meta)).filter(({ wire }) => wire === LENGTH_DELIMITED);
  return [1, 2].every((number) => parts.some((part) => part.number === number));
}

/** GraphDef: nodes (1), each of a name (1) and an operator (2) such as Placeholder; versions (4), functions (2). */
function isFrozenGraph(file: ProtobufFile, fields: Field[]): boolean {
  const [node] = fields;
  if (node?.number !== 1 || node.wire !== LENGTH_DELIMITED) return false;
  if (fields.some(({ number }) => number > 5)) return false;
  const [name, operator] = first(file.fields(node));
  if (name?.number !== 1 || operator?.number !== 2 || operator.wire !== LENGTH_DELIMITED) return false;
  return /^_?[A-Z]\w+$/.test(file.text(operator));
}

/** Model: specification version (1), description (2), and what kind it is, from 200 on. */
function isCoreMl(fields: Field[]): boolean {
  const wireOf = (number: number): number | undefined =>
    fields.find((field) => field.number === number)?.wire;
  const isKnown = fields.every(
    ({ number }) => [1, 2, 10].includes(number) || (number >= 200 && number <= 3000),
  );
  const hasKind = fields.some(({ number }) => number >= 200);
  return isKnown && hasKind && wireOf(1) === VARINT && wireOf(2) === LENGTH_DELIMITED;
}
