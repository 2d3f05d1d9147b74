import type { ByteSource } from '../bytes/byte-source.ts';
import { FormatError } from '../bytes/format-error.ts';
import type { ZipArchive } from '../bytes/zip.ts';
import { ByteReader } from '../pickle/byte-reader.ts';
import { memoryChunks } from '../pickle/chunks.ts';
import { readPickle, readingOf } from '../pickle/read.ts';
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

/** A file that torch.save wrote before version 1.6: several pickles in a row, then the tensors. */
export async function readOldTorch(file: string): Promise<Reading> {
  return asTorch(await readPickle(file));
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

function asTorch({ source, convertible, problems }: Reading): Reading {
  const said = { ...source, format: 'torch', framework: source.framework ?? 'pytorch' };
  return convertible === false ? refused(said, ...problems) : { source: said, convertible, problems };
}
