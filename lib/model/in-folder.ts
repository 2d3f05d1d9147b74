import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors.ts';

/** Where a folder of Hugging Face has its ONNX files, if not in itself. */
const WITHIN = ['.', 'onnx'];
const MOST_TOLD = 8;

/**
 * The one ONNX file in a folder, or in its folder `onnx` where a snapshot of Hugging Face has it.
 * @returns its path from the folder; undefined where there is none, or no folder
 * @throws UserError  model-ambiguous, where there are several
 */
export function modelInFolder(folder: string): string | undefined {
  for (const within of WITHIN) {
    const models = onnxFiles(path.join(folder, within));
    if (models.length > 1) throw severalModels(path.join(folder, within), models);
    if (models.length === 1) return path.join(within, models[0]!);
  }
  return undefined;
}

/** The names of the ONNX files in a folder, sorted; none where there is no such folder. */
export function onnxFiles(folder: string): string[] {
  const isFile = (name: string): boolean =>
    statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile() ?? false;
  try {
    return readdirSync(folder)
      .filter((name) => name.toLowerCase().endsWith('.onnx') && isFile(name))
      .sort((a, b) => a.localeCompare(b));
  } catch {
    return [];
  }
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
