import { type Field, type ProtobufFile } from '../wire/protobuf.ts';
import { LENGTH_DELIMITED } from '../wire/wire.ts';
import { elementType } from './datatypes.ts';

/** A file beside the model that holds weights. */
export interface ExternalData {
  /** As the model names it: a path relative to the model's folder. */
  location: string;
  /** The file has at least this many bytes: the end of the last tensor in it. */
  bytes: number;
  /** A tensor that lies in it. */
  tensor: string;
}

/** What is collected of all tensors of a model. */
export interface CollectedTensors {
  /** By location. */
  externalData: Map<string, ExternalData>;
  /** Name of a tensor → the bytes that it has and should have: its data do not fit its shape. */
  misfits: Map<string, { bytes: number; expected: number }>;
}

/** What is read of a tensor. */
export interface TensorHead {
  name: string;
  /** ONNX's number of its element type. */
  type: number;
}

// Bytes that V8 needs for an entry of a Map with what it points to. A file costs more time than room.
const ENTRY = 200;
const FILE = 1000;

/**
 * Reads a TensorProto's name and type, and notes where its data lie if they are outside, and whether they have the right size.
 * The data are skipped.
 */
export function readTensor(file: ProtobufFile, message: Field, collected: CollectedTensors): TensorHead {
  let name = '';
  let isExternal = false;
  let elements = 1;
  let type = 0;
  let raw: Field | undefined;
  const entries = new Map<string, string>();
  for (const field of file.fields(message)) {
    if (field.number === 1) for (const size of file.integers(field)) elements *= Number(size);
    if (field.number === 2) type = file.integer(field);
    if (field.number === 8) name = file.name(field);
    if (field.number === 9 && field.wire === LENGTH_DELIMITED) raw = field;
    if (field.number === 13) readEntry(file, field, entries);
    if (field.number === 14) isExternal = file.integer(field) === 1;
  }
  const { bits } = elementType(type);
  const expected = bits === 0 ? undefined : Math.ceil((elements * bits) / 8);
  const bytes = isExternal
    ? noteFile(file, { name, expected, entries, collected })
    : raw && raw.end - raw.start;
  if (bytes !== undefined && expected !== undefined && bytes !== expected) {
    file.retain(ENTRY);
    collected.misfits.set(name, { bytes, expected });
  }
  return { name, type };
}

/** A tensor whose data lie in a file of their own. */
interface Outside {
  name: string;
  expected: number | undefined;
  entries: Map<string, string>;
  collected: CollectedTensors;
}

/** Returns the bytes that the tensor has by its own words, undefined where it does not say. */
function noteFile(file: ProtobufFile, { name, expected, entries, collected }: Outside): number | undefined {
  const location = entries.get('location') ?? '';
  const known = collected.externalData.get(location);
  if (known === undefined) file.retain(FILE);
  // The runtime takes a length of 0 as none.
  const length = offset(entries.get('length')) || undefined;
  const end = offset(entries.get('offset')) + (expected ?? length ?? 0);
  collected.externalData.set(location, {
    location,
    bytes: Math.max(known?.bytes ?? 0, end),
    tensor: known?.tensor ?? name,
  });
  return length;
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
