import { INT64 } from '../model/datatypes.ts';
import type { SequencePart, TensorSequence } from '../model/sequence.ts';
import type { Edit } from '../wire/splice.ts';
import { removal } from '../wire/splice.ts';
import { integerField, lengthField, varint } from '../wire/wire.ts';
import { tensorTypeField } from './tensor-type.ts';
import type { Field } from '../wire/protobuf.ts';

/**
 * The edits that put each tensor of a sequence in its place among the graph's outputs, made by a node of its own. They lie
 * in the graph's message.
 * @param output  where the graph declares the sequence as an output
 */
export function takeApart(sequence: TensorSequence, output: Field): Edit[] {
  const { field, isRead, parts, declared, elementType } = sequence;
  const nodes = Buffer.concat(parts.flatMap((part) => nodesFor(part).map((node) => lengthField(1, node))));
  const outputs = parts.map(({ name, shape }) =>
    lengthField(12, lengthField(1, name), tensorTypeField(elementType, shape)),
  );
  return [
    { start: isRead ? field.end : field.tag, end: field.end, bytes: nodes },
    { start: output.tag, end: output.end, bytes: Buffer.concat(outputs) },
    // Nothing would have that name any more.
    ...(isRead ? [] : declared.map(removal)),
  ];
}

/** NodeProtos: an Identity, or a Gather of the places along the axis, which every opset with sequences has alike. */
function nodesFor({ name, source, places }: SequencePart): Buffer[] {
  if (places === undefined) return [node('Identity', [source], name)];
  const indices = `${name}:places`;
  const { axis, from, to, keepsAxis } = places;
  const list = Array.from({ length: to - from }, (_, i) => from + i);
  return [
    node('Constant', [], indices, attribute('value', 4, lengthField(5, tensor(list, keepsAxis)))),
    node('Gather', [source, indices], name, attribute('axis', 2, integerField(3, axis))),
  ];
}

function node(operator: string, inputs: string[], output: string, ...attributes: Buffer[]): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => lengthField(1, name)),
    lengthField(2, output),
    lengthField(4, operator),
    ...attributes,
  ]);
}

/** An AttributeProto as NodeProto's field; `type` is ONNX's number of it: 2 an integer, 4 a tensor. */
function attribute(name: string, type: number, value: Buffer): Buffer {
  return lengthField(5, lengthField(1, name), value, integerField(20, type));
}

/** A TensorProto of INT64: a list, or its only number as a scalar, with which Gather drops the axis. */
function tensor(values: number[], isList: boolean): Buffer {
  const dims = isList ? [integerField(1, values.length)] : [];
  return Buffer.concat([
    ...dims,
    integerField(2, INT64),
    lengthField(7, ...values.map((value) => varint(value))),
  ]);
}
