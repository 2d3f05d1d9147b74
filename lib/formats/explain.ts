import { UserError } from '../errors.ts';
import { isFolder } from './folders/inside.ts';
import type { Known, OnnxInFolder } from './known.ts';
import { summary } from './summary.ts';

/** Faults of a file that another format explains better. */
const MAY_BE_ANOTHER = [
  'model-not-a-file',
  'model-not-onnx',
  'model-too-complex',
  'model-truncated',
  'model-malformed',
];

/**
 * Reads a model; where the file is not ONNX but another format that is known, the error says which one, what is in it,
 * and how one gets from there to ONNX.
 *
 * Throws what `read` throws.
 */
export async function explained<T>(file: string, read: () => Promise<T>, { trust = false } = {}): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const found = error instanceof UserError ? await otherThanOnnx(file, error, trust) : undefined;
    throw found === undefined ? error : notOnnx(file, error as UserError, found);
  }
}

/** What a file or folder is, given the error that it could not be read as ONNX. */
export async function otherThanOnnx(
  file: string,
  { code }: UserError,
  trust: boolean,
): Promise<Known | OnnxInFolder | undefined> {
  if (!MAY_BE_ANOTHER.includes(code)) return undefined;
  // A pipe or a device has no end, and is not read.
  if (code === 'model-not-a-file' && !isFolder(file)) return undefined;
  try {
    // Most files are ONNX: the readers of all others are loaded when one is not.
    const { readOther } = await import('./read.ts');
    return await readOther(file, { trust });
  } catch (error) {
    // A folder whose names must not be listed, a pipe: the first error says so.
    if ((error as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw error;
  }
}

/** The error for a file that is no ONNX model, which says what it is instead. */
export function notOnnx(where: string, { code, message }: UserError, found: Known | OnnxInFolder): UserError {
  const isDirectory = code === 'model-not-a-file';
  if ('onnx' in found) {
    const what = `${message}: a folder with an ONNX model in it`;
    return new UserError({ code, what, where, next: `give the file: ${found.onnx}` });
  }
  const { what, reading, next, isForeign } = found;
  return new UserError({
    code: isDirectory ? code : 'model-not-onnx',
    what: isDirectory ? `${message}: ${what}` : `The model is not ONNX: it looks like ${what}`,
    where,
    details: isForeign ? [] : [...summary(reading.source), ...reading.problems.map(({ message }) => message)],
    next,
  });
}
