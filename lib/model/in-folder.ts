import path from 'node:path';
import { UserError } from '../errors.ts';
import { chosenOnnx, onnxFiles } from '../formats/folders/onnx-files.ts';

const MOST_TOLD = 8;

/**
 * The ONNX file that a folder stands for: the only one, also in its folder `onnx` where a snapshot of Hugging Face has it.
 * @returns its path from the folder; undefined where there is none, or no folder
 * @throws UserError  model-ambiguous, where there are several
 */
export function modelInFolder(folder: string): string | undefined {
  const files = onnxFiles(folder);
  const chosen = chosenOnnx(files);
  if (chosen === undefined && files.length > 0) throw severalModels(folder, files);
  return chosen;
}

function severalModels(where: string, models: string[]): UserError {
  const told = models.slice(0, MOST_TOLD).map((name) => path.join(where, name));
  const rest = models.length - told.length;
  return new UserError({
    code: 'model-ambiguous',
    what: `The folder holds ${models.length} ONNX files, and one of them is needed`,
    where,
    next: ['give one of them:', ...told, ...(rest > 0 ? [`and ${rest} more`] : [])],
  });
}
