import type { Field, ProtobufFile } from '../wire/protobuf.ts';

/** The operators with the attribute `layout`: 1 is the batch in front of the sequence. */
export const RECURRENT = ['RNN', 'GRU', 'LSTM'];

/** Whether the attribute `layout` of a NodeProto is 1. */
export function isBatchwise(file: ProtobufFile, node: Field): boolean {
  for (const attribute of file.fields(node)) {
    if (attribute.number !== 5) continue;
    let name = '';
    let value = 0;
    for (const field of file.fields(attribute)) {
      if (field.number === 1) name = file.text(field);
      if (field.number === 3) value = file.integer(field);
    }
    if (name === 'layout') return value === 1;
  }
  return false;
}
