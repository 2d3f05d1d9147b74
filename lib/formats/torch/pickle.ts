import type { ByteSource } from '../bytes/byte-source.ts';
import { FormatError } from '../bytes/format-error.ts';
import type { ZipArchive } from '../bytes/zip.ts';
import { damage } from '../known.ts';
import { ByteReader } from '../pickle/byte-reader.ts';
import type { Context } from '../pickle/calls.ts';
import { fileChunks, sourceChunks } from '../pickle/chunks.ts';
import { one, type Pickles, readingOf } from '../pickle/reading-of.ts';
import { readOldPickles } from '../pickle/torch-storage.ts';
import type { Value } from '../pickle/interpreter/value.ts';
import type { Problem } from '../reading.ts';
import type { Reading } from '../source.ts';

const PICKLES = /\.pkl$/i;
const PICKLE_AT_MOST = 64 * 2 ** 20;

/**
 * An archive that torch.save wrote since PyTorch 1.6: a whole module, a state_dict or a checkpoint. The one pickle that
 * torch.load opens is data.pkl. Throws FormatError.
 */
export async function readTorch(archive: ZipArchive): Promise<Reading> {
  const pickles = archive.members.filter(({ name }) => PICKLES.test(name));
  const [main, ...others] = pickles.filter(({ name }) => /(^|\/)data\.pkl$/i.test(name));
  if (main === undefined) throw new FormatError('malformed', 'data.pkl is missing');
  if (others.length > 0) throw new FormatError('unsafe', 'the archive holds data.pkl more than once');
  return withFramework(await pickleIn(archive.open(main, PICKLE_AT_MOST)));
}

/** What torch.save wrote before PyTorch 1.6: five pickles one behind another, then the tensors. */
export async function readOldTorch(file: string): Promise<Reading> {
  const reader = new ByteReader(fileChunks(file));
  try {
    return withFramework(await readingOf(reader, () => 'torch', oldPickles));
  } finally {
    reader.close();
  }
}

/** What the pickles of a TorchScript archive would call: its own classes are code of the archive, and not Python's. */
export async function foreignCalls(archive: ZipArchive): Promise<string[]> {
  const pickles = archive.members.filter(({ name }) => /(^|\/)(data|constants)\.pkl$/i.test(name));
  const readings = await Promise.all(pickles.map((member) => pickleIn(archive.open(member, PICKLE_AT_MOST))));
  const calls = readings.flatMap(({ source }) => source.unknownCalls);
  return [...new Set(calls)].filter((name) => !/^(__torch__|torch\.jit\._pickle)\./.test(name)).sort();
}

function pickleIn(source: ByteSource): Promise<Reading> {
  return readingOf(new ByteReader(sourceChunks(source)), () => 'torch');
}

/** The fourth pickle is the model; one that breaks off before it leaves none. */
async function oldPickles(reader: ByteReader, context: Context): Promise<Pickles> {
  let fault: Problem | undefined;
  const read = async (): Promise<Value | undefined> => {
    const pickle = await one(reader, context);
    fault = pickle.fault;
    return pickle.root;
  };
  try {
    const root = (await readOldPickles(read))[3];
    return { ...(root === undefined ? {} : { root }), ...(fault ? { fault } : {}) };
  } catch (error) {
    return { fault: damage(error) };
  }
}

function withFramework(reading: Reading): Reading {
  return { ...reading, source: { ...reading.source, framework: 'pytorch' } };
}
