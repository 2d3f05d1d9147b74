import { FLOAT } from '../model/datatypes.ts';
import type { Model } from '../model/model.ts';
import { allNodes } from '../judge/operators.ts';
import { mustBeCut, servedSequences } from '../judge/outputs.ts';
import { type Field, ProtobufError, ProtobufFile } from '../wire/protobuf.ts';
import { unreadable } from '../model/readable-file.ts';
import { takeApart } from './sequences.ts';
import { tensorTypeField } from './tensor-type.ts';
import { type Edit, removal, withLengths } from '../wire/splice.ts';
import { integerField, lengthField } from '../wire/wire.ts';
import type { ZipMap } from '../model/zipmap.ts';

// Of the time of ai.onnx.ml 1. Where a model has no operator of ai.onnx yet, any version with Identity will do.
const IDENTITY_OPSET = 9;

/**
 * The edits that make a model servable: each ZipMap node becomes an Identity, so that its output is the tensor in front
 * of it under its own name; each tensor of a sequence becomes an output; and outputs that would keep the model from loading
 * are cut. `[]` where nothing changes.
 *
 * Throws UserError where the file has changed since the model was read.
 */
export function edits(model: Model): Edit[] {
  const file = new ProtobufFile(model.path);
  try {
    return editsOf(file, model);
  } catch (error) {
    if (error instanceof ProtobufError) throw unreadable(model, error);
    throw error;
  } finally {
    file.close();
  }
}

function editsOf(file: ProtobufFile, model: Model): Edit[] {
  const zipMaps = new Map(model.zipMaps.map((zipmap) => [zipmap.output, zipmap]));
  const outputs = model.graph.outputs.filter(({ name }) => zipMaps.has(name));
  const changes = [
    ...model.zipMaps.flatMap(({ field }) => toIdentity(file, field)),
    ...outputs.flatMap(({ name, field }) => toTensor(file, field, zipMaps.get(name)!)),
    ...model.graph.outputs
      .filter((output) => !zipMaps.has(output.name) && mustBeCut(output))
      .map(({ field }) => removal(field)),
    ...model.outputs.flatMap(({ name, field }) => {
      const sequence = servedSequences(model).find(({ output }) => output === name);
      return sequence === undefined ? [] : takeApart(sequence, field);
    }),
    // It would still say that the output is a sequence.
    ...model.zipMaps.flatMap(({ declared }) => declared.map(removal)),
    ...(zipMaps.size > 0 ? importOpset(model) : []),
  ];
  const messages = [
    ...model.graphFields,
    ...model.zipMaps.map(({ field }) => field),
    ...outputs.map(({ field }) => field),
  ];
  return withLengths(changes, messages);
}

/** NodeProto: another op_type (4); no attribute (5), domain (7) or overload (8). */
function toIdentity(file: ProtobufFile, node: Field): Edit[] {
  return [...file.fields(node)].flatMap((field) => {
    if (field.number === 4) return { start: field.tag, end: field.end, bytes: lengthField(4, 'Identity') };
    return [5, 7, 8].includes(field.number) ? removal(field) : [];
  });
}

/** ValueInfoProto: another type (2). */
function toTensor(file: ProtobufFile, output: Field, { shape }: ZipMap): Edit[] {
  const types = [...file.fields(output)].filter(({ number }) => number === 2).map(removal);
  return [...types, { start: output.end, end: output.end, bytes: tensorTypeField(FLOAT, shape) }];
}

/**
 * Identity is an operator of ai.onnx. Where the model has operators of ai.onnx without importing it, the runtime takes a
 * version by itself; an import would change what they mean.
 */
function importOpset(model: Model): Edit[] {
  if (model.opsets['ai.onnx'] !== undefined) return [];
  for (const { domain } of allNodes(model)) if (domain === '') return [];
  const start = model.graphFields[0]!.tag;
  return [{ start, end: start, bytes: lengthField(8, integerField(2, IDENTITY_OPSET)) }];
}
