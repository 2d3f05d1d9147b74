import { type ByteSource, PartOfBytes } from '../bytes/byte-source.ts';
import { ByteReader } from '../bytes/byte-reader.ts';
import { FormatError } from '../bytes/format-error.ts';
import { selectJson } from '../json/select-json.ts';
import { type Json, member, numberOf, numbersOf, textOf } from '../json/selection.ts';
import { few, refused, source } from '../reading.ts';
import type { Reading } from '../source.ts';

// https://github.com/huggingface/safetensors#format: the header's length in 8 bytes, then the header.
const START = 8;
const HEADER_AT_MOST = 100 * 2 ** 20;

export function isSafetensors(head: Buffer, size: number): boolean {
  return (
    head.length > START &&
    head[START] === 0x7b &&
    head.readBigUInt64LE(0) < BigInt(HEADER_AT_MOST) &&
    size > 10
  );
}

/** Tensors with their names, and nothing else. Throws FormatError. */
export function readSafetensors(bytes: ByteSource): Reading {
  const length = new ByteReader(bytes).u64(0);
  const header = new PartOfBytes(bytes, START, length);
  const tensors = selectJson(header, { '*': { dtype: true, shape: true, data_offsets: true, format: true } });
  const end = endOf(tensors);
  if (START + length + end > bytes.size)
    throw new FormatError('truncated', `it ends after ${bytes.size} bytes, of ${START + length + end}`);
  const framework = textOf(member(tensors, '__metadata__', 'format'));
  const named = tensorsOf(tensors).map(([name, tensor]) => `${name} ${shapeOf(tensor)}`);
  const said = source('safetensors', {
    framework: 'safetensors',
    model: `${named.length} tensors: ${few(named, 8)}`,
  });
  return refused(said, {
    code: 'model-weights-only',
    message: `It holds weights only${framework === 'pt' ? ', of a PyTorch model' : ''} (${few(named, 4)}): the architecture is a class, which is Python code and not in the file`,
    hint: 'give the folder with the config.json of a Hugging Face model; or build the network in Python, load these weights, and export it: torch.onnx.export',
  });
}

function tensorsOf(header: Json): [string, Json][] {
  if (header === null || typeof header !== 'object' || Array.isArray(header))
    throw new FormatError('malformed', 'its header is no JSON object');
  return Object.entries(header).filter(([name]) => name !== '__metadata__');
}

function endOf(header: Json): number {
  return tensorsOf(header).reduce((most, [, tensor]) => {
    const offsets = member(tensor, 'data_offsets');
    const end = Array.isArray(offsets) ? numberOf(offsets[1]) : 0;
    return Number.isFinite(end) ? Math.max(most, end) : most;
  }, 0);
}

function shapeOf(tensor: Json): string {
  return `[${numbersOf(member(tensor, 'shape')).join(', ')}]`;
}
