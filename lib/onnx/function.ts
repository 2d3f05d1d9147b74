import { type Collected, defaultDomain, type Node, readNode } from './graph.ts';
import type { Field, ProtobufFile } from './protobuf.ts';

/** A function that the model brings along: an operator made of other operators. */
export interface ModelFunction {
  name: string;
  domain: string;
  nodes: Node[];
  /** The function's own opsets: domain (`''` the default one) → version. */
  opsets: Map<string, number>;
}

/** Reads a FunctionProto. */
export function readFunction(file: ProtobufFile, message: Field, collected: Collected): ModelFunction {
  file.retain(200);
  const own: ModelFunction = { name: '', domain: '', nodes: [], opsets: new Map() };
  for (const field of file.fields(message)) {
    if (field.number === 1) own.name = file.text(field);
    if (field.number === 7) own.nodes.push(readNode(file, field, collected, 1));
    if (field.number === 9) {
      const { domain, version } = readOpset(file, field);
      own.opsets.set(domain, version);
    }
    if (field.number === 10) own.domain = defaultDomain(file.text(field));
  }
  return own;
}

/** Reads an OperatorSetIdProto; the default domain is `''`. */
export function readOpset(file: ProtobufFile, message: Field): { domain: string; version: number } {
  const opset = { domain: '', version: 0 };
  for (const field of file.fields(message)) {
    if (field.number === 1) opset.domain = defaultDomain(file.text(field));
    if (field.number === 2) opset.version = file.integer(field);
  }
  return opset;
}
