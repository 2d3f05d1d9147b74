import { statSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { fileThatIsNotOnnx, folderThatIsNotOnnx } from './not-onnx.ts';

/** Faults of a file that another format explains better. */
const MAY_BE_ANOTHER = ['model-not-onnx', 'model-too-complex', 'model-truncated', 'model-malformed'];

/**
 * Reads a model; where the file is not ONNX but another format that is known, the error says which one, and how one
 * gets from there to ONNX.
 *
 * Throws what `read` throws.
 */
export async function explained<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof UserError ? (explanation(file, error) ?? error) : error;
  }
}

function explanation(where: string, { code, message }: UserError): UserError | undefined {
  if (code === 'model-not-a-file') {
    const likeness = isFolder(where) ? knownFolder(where) : undefined;
    return (
      likeness && new UserError({ code, what: `${message}: ${likeness.what}.`, where, next: likeness.next })
    );
  }
  const likeness = MAY_BE_ANOTHER.includes(code) ? fileThatIsNotOnnx(where) : undefined;
  if (likeness === undefined) return undefined;
  const what = `The model is not ONNX: it looks like ${likeness.what}.`;
  return new UserError({ code: 'model-not-onnx', what, where, next: likeness.next });
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function knownFolder(folder: string): ReturnType<typeof folderThatIsNotOnnx> {
  try {
    return folderThatIsNotOnnx(folder);
  } catch {
    // Its names must not be listed: that it is a folder is known all the same.
    return undefined;
  }
}
