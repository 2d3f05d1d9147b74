import type { ByteSource } from '../bytes/byte-source.ts';
import { FormatError } from '../bytes/format-error.ts';
import type { ZipArchive } from '../bytes/zip.ts';
import { ByteReader } from '../pickle/byte-reader.ts';
import { fileChunks, memoryChunks } from '../pickle/chunks.ts';
import { readingOf } from '../pickle/read.ts';
import { refused } from '../reading.ts';
import type { Reading } from '../source.ts';

// Tensors lie beside the pickle, which holds names and shapes alone.
const PICKLE_AT_MOST = 64 * 2 ** 20;

/** A file that torch.save wrote since version 1.6: a pickle in an archive. Throws FormatError. */
export async function readTorch(archive: ZipArchive): Promise<Reading> {
  const pickles = archive.members.filter(({ name }) => /\.pkl$/.test(name));
  const main = pickles.find(({ name }) => /(^|\/)data\.pkl$/.test(name));
  if (main === undefined) throw new FormatError('truncated', 'there is no data.pkl in it');
  const reading = await pickleIn(archive.open(main, PICKLE_AT_MOST));
  return asTorch(reading);
}

// A magic number, the version of the protocol, facts of the system, the model, the names of its tensors.
const OLD = { model: 3, most: 5 };

/** A file that torch.save wrote before version 1.6: five pickles in a row, then the bytes of the tensors. */
export async function readOldTorch(file: string): Promise<Reading> {
  const reader = new ByteReader(fileChunks(file));
  try {
    return asTorch(await readingOf(reader, () => 'torch', OLD));
  } finally {
    reader.close();
  }
}

/** What the pickles of a TorchScript archive would call: its own classes are code of the archive, and not Python's. */
export async function foreignCalls(archive: ZipArchive): Promise<string[]> {
  const pickles = archive.members.filter(({ name }) => /(^|\/)(data|constants)\.pkl$/.test(name));
  const readings = await Promise.all(pickles.map((member) => pickleIn(archive.open(member, PICKLE_AT_MOST))));
  const calls = readings.flatMap(({ source }) => source.unknownCalls);
  return [...new Set(calls)].filter((name) => !/^(__torch__|torch\.jit\._pickle)\./.test(name)).sort();
}

async function pickleIn(source: ByteSource): Promise<Reading> {
  if (source.size > PICKLE_AT_MOST) throw new FormatError('too-large', 'its pickle is larger than is read');
  const reader = new ByteReader(memoryChunks(source.read(0, source.size)));
  try {
    return await readingOf(reader, () => 'torch');
  } finally {
    reader.close();
  }
}

/** What torch.save wrote is of PyTorch, though it may be a dictionary of Python's own. */
function asTorch({ source, convertible, problems }: Reading): Reading {
  const said = {
    ...source,
    format: 'torch',
    framework: source.framework === null || source.framework === 'python' ? 'pytorch' : source.framework,
  };
  return convertible === false ? refused(said, ...problems) : { source: said, convertible, problems };
}
