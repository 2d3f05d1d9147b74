import { defaultDomain, type Node, readNode } from './graph.ts';
import type { Field, ProtobufFile } from '../wire/protobuf.ts';
import type { CollectedTensors } from './tensor.ts';
import { LENGTH_DELIMITED } from '../wire/wire.ts';

/** A function that the model brings along: an operator made of other operators. */
export interface ModelFunction {
  name: string;
  domain: string;
  inputs: string[];
  outputs: string[];
  nodes: Node[];
  /** The function's own opsets: domain (`''` the default one) → version. */
  opsets: Map<string, number>;
}

// Bytes that V8 needs for a ModelFunction, and for an element of its lists.
const FUNCTION = 400;
const ELEMENT = 40;
// For an opset, in a Map and in an object.
const OPSET = 200;

/** Reads a FunctionProto. */
export function readFunction(file: ProtobufFile, message: Field, collected: CollectedTensors): ModelFunction {
  file.retain(FUNCTION);
  const own: ModelFunction = { name: '', domain: '', inputs: [], outputs: [], nodes: [], opsets: new Map() };
  for (const field of file.fields(message)) {
    if (field.wire !== LENGTH_DELIMITED) continue;
    if (field.number === 1) own.name = file.name(field);
    if (field.number === 4) {
      file.retain(ELEMENT);
      own.inputs.push(file.name(field));
    }
    if (field.number === 5) {
      file.retain(ELEMENT);
      own.outputs.push(file.name(field));
    }
    if (field.number === 7) own.nodes.push(readNode(file, field, collected, 1));
    if (field.number === 9) {
      const { domain, version } = readOpset(file, field);
      own.opsets.set(domain, Math.max(version, own.opsets.get(domain) ?? version));
    }
    if (field.number === 10) own.domain = defaultDomain(file.name(field));
  }
  return own;
}

/** Reads an OperatorSetIdProto; the default domain is `''`. */
export function readOpset(file: ProtobufFile, message: Field): { domain: string; version: number } {
  file.retain(OPSET);
  const opset = { domain: '', version: 0 };
  for (const field of file.fields(message)) {
    if (field.number === 1) opset.domain = defaultDomain(file.name(field));
    if (field.number === 2) opset.version = file.integer(field);
  }
  return opset;
}
