import { type Field, type ProtobufFile } from './protobuf.ts';

/** A file beside the model that holds weights. */
export interface ExternalData {
  /** As the model names it: a path relative to the model's folder. */
  location: string;
  /** The file has at least this many bytes: the end of the last tensor that states its length. */
  bytes: number;
  /** A tensor that lies in it. */
  tensor: string;
}

/**
 * Reads a TensorProto's name, and notes in `files` where its data lie if they are outside. The data are skipped.
 */
export function readTensor(file: ProtobufFile, message: Field, files: Map<string, ExternalData>): string {
  let name = '';
  let external = false;
  const entries = new Map<string, string>();
  for (const field of file.fields(message)) {
    if (field.number === 8) name = file.text(field);
    if (field.number === 13) readEntry(file, field, entries);
    if (field.number === 14) external = file.integer(field) === 1;
  }
  if (external) {
    const location = entries.get('location') ?? '';
    const known = files.get(location);
    const end = offset(entries.get('offset')) + offset(entries.get('length'));
    files.set(location, { location, bytes: Math.max(known?.bytes ?? 0, end), tensor: known?.tensor ?? name });
  }
  return name;
}

/** Reads a StringStringEntryProto. A value longer than 1 MiB is cut. */
export function readEntry(file: ProtobufFile, message: Field, entries: Map<string, string>): void {
  let key = '';
  let value = '';
  for (const field of file.fields(message)) {
    if (field.number === 1) key = file.text(field);
    if (field.number === 2) value = file.text(field, 2 ** 20);
  }
  entries.set(key, value);
}

function offset(text = '0'): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
