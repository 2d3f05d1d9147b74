import type { ByteSource } from '../bytes/byte-source.ts';
import { FormatError } from '../bytes/format-error.ts';
import type { ZipArchive } from '../bytes/zip.ts';
import { ByteReader } from '../pickle/byte-reader.ts';
import type { Context } from '../pickle/calls.ts';
import { fileChunks, sourceChunks } from '../pickle/chunks.ts';
import { one, type Pickles, readingOf } from '../pickle/reading-of.ts';
import type { Value } from '../pickle/interpreter/value.ts';
import type { Reading } from '../source.ts';

const PICKLES = /\.pkl$/;
const PICKLE_AT_MOST = 64 * 2 ** 20;
/** What torch.save before 1.6 writes as a pickle of its own at the beginning. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PICKLES_BEFORE_TENSORS = 5;

/**
 * An archive that torch.save wrote since PyTorch 1.6: a whole module, a state_dict or a checkpoint. The one pickle that
 * torch.load opens is data.pkl. Throws FormatError.
 */
export async function readTorch(archive: ZipArchive): Promise<Reading> {
  const pickles = archive.members.filter(({ name }) => PICKLES.test(name));
  const [main, ...others] = pickles.filter(({ name }) => /(^|\/)data\.pkl$/.test(name));
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
  const pickles = archive.members.filter(({ name }) => /(^|\/)(data|constants)\.pkl$/.test(name));
  const readings = await Promise.all(pickles.map((member) => pickleIn(archive.open(member, PICKLE_AT_MOST))));
  const calls = readings.flatMap(({ source }) => source.unknownCalls);
  return [...new Set(calls)].filter((name) => !/^(__torch__|torch\.jit\._pickle)\./.test(name)).sort();
}

function pickleIn(source: ByteSource): Promise<Reading> {
  return readingOf(new ByteReader(sourceChunks(source)), () => 'torch');
}

/** The fourth pickle is the model; before it a number, a version, and the machine; behind it the keys of storages. */
async function oldPickles(reader: ByteReader, context: Context): Promise<Pickles> {
  const found: Value[] = [];
  for (let number = 0; number < PICKLES_BEFORE_TENSORS; number++) {
    const { root, fault } = await one(reader, context);
    if (root === undefined)
      return { ...(found[3] === undefined ? {} : { root: found[3] }), ...(fault ? { fault } : {}) };
    found.push(root);
    if (number === 0 && root !== MAGIC)
      return {
        fault: {
          code: 'model-malformed',
          message: 'It does not begin as torch.save writes it',
          hint: 'save the model again',
        },
      };
  }
  return { root: found[3]! };
}

function withFramework(reading: Reading): Reading {
  return { ...reading, source: { ...reading.source, framework: 'pytorch' } };
}
