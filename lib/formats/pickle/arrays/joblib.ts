import type { ByteReader } from '../byte-reader.ts';
import type { Context } from '../calls.ts';
import { dtypeOf } from './dtype.ts';
import { MOST_NESTED } from '../interpreter/limits.ts';
import { elements, shapeOf } from './numpy.ts';
import { FormatError } from '../../bytes/format-error.ts';
import { attribute } from '../tree.ts';
import { Bytes, type Made, type Value } from '../interpreter/value.ts';

/** What of an array is kept, in bytes: classes, names of columns, categories are small. */
const MOST_KEPT_ARRAY = 64 * 1024;

/**
 * Reads the array that stands behind its wrapper in a joblib file: its bytes, or a pickle of its objects. A large one
 * is stepped over. `interpret` reads one pickle. NumpyArrayWrapper.read_array of https://github.com/joblib/joblib/blob/main/joblib/numpy_pickle.py
 */
export async function readArray(
  wrapper: Made,
  reader: ByteReader,
  context: Context,
  interpret: (reader: ByteReader, context: Context) => Promise<Value>,
): Promise<void> {
  const dtype = dtypeOf(attribute(wrapper, 'dtype'));
  const shape = shapeOf(attribute(wrapper, 'shape'));
  if (!dtype || !shape)
    throw new FormatError('malformed', 'it has an array of joblib without a datatype and a shape');
  if (dtype.kind === 'O') {
    if (context.depth >= MOST_NESTED)
      throw new FormatError('too-large', 'it has pickles too deep in one another');
    const inner = { ...context, depth: context.depth + 1, isJoblib: false };
    wrapper.content = await interpret(reader, inner).finally(() => (context.opcodes = inner.opcodes));
    return;
  }
  const padding = attribute(wrapper, 'numpy_array_alignment_bytes') ?? null;
  if (padding !== null) {
    await reader.need(1);
    await reader.skip(reader.byte());
  }
  const length = elements(shape) * dtype.size;
  if (length > 2 ** 52) throw new FormatError('malformed', 'it has an array of more bytes than any file has');
  if (length > MOST_KEPT_ARRAY || !context.keeper.text(length)) {
    wrapper.content = new Bytes(length, undefined);
    return reader.skip(length);
  }
  await reader.need(length);
  wrapper.content = new Bytes(length, reader.take(length).toString('latin1'));
}
