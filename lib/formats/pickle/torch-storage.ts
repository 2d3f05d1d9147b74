import { FormatError } from '../bytes/format-error.ts';
import { ByteReader } from './byte-reader.ts';
import type { Context } from './calls.ts';
import { bufferChunks } from './chunks.ts';
import { MOST_NESTED } from './interpreter/limits.ts';
import { interpret } from './interpreter/machine.ts';
import { Op } from './interpreter/opcodes.ts';
import type { Bytes, Value } from './interpreter/value.ts';

/** What torch.save before 1.6 writes as a pickle of its own at the beginning. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PICKLES_BEFORE_TENSORS = 5;
const MODEL = 3;

/**
 * What torch.save wrote before PyTorch 1.6: a number, a version, the machine, the model, the keys of the storages, each
 * a pickle; then the tensors.
 *
 * @param read  one of the pickles; undefined where it breaks off
 * @returns the pickles that were read before one broke off
 * @throws FormatError where it does not begin so
 */
export async function readOldPickles(read: () => Promise<Value | undefined>): Promise<Value[]> {
  const found: Value[] = [];
  while (found.length < PICKLES_BEFORE_TENSORS) {
    const root = await read();
    if (root === undefined) break;
    if (found.length === 0 && root !== MAGIC)
      throw new FormatError('malformed', 'it does not begin as torch.save writes it');
    found.push(root);
  }
  return found;
}

/**
 * The storage of a tensor that was pickled without torch.save: torch.storage._load_from_bytes opens its bytes by
 * torch.load. Its pickles are judged with all others of the file. Throws FormatError where it is anything else, an
 * archive of torch.save too.
 */
export async function readStorage(bytes: Bytes, context: Context): Promise<Value> {
  if (context.depth >= MOST_NESTED)
    throw new FormatError('too-large', 'it has pickles too deep in one another');
  if (bytes.latin1?.startsWith(String.fromCharCode(Op.PROTO)) !== true)
    throw new FormatError('malformed', 'it has something else where the data of a tensor should be');
  const reader = new ByteReader(bufferChunks(Buffer.from(bytes.latin1, 'latin1')));
  const inner: Context = { ...context, depth: context.depth + 1, isJoblib: false };
  try {
    return (await readOldPickles(() => interpret(reader, inner)))[MODEL]!;
  } finally {
    context.opcodes = inner.opcodes;
  }
}
