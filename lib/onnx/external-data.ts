import { statSync } from 'node:fs';
import path from 'node:path';
import { TAKEN_NAMES } from './limits.ts';
import type { Model } from './model.ts';
import type { Problem } from './problem.ts';
import type { ExternalData } from './tensor.ts';

/** Whether the files with weights beside the model are there and can be taken along. */
export function judgeExternalData(model: Model): Problem[] {
  return model.externalData.flatMap((data) => judgeFile(model, data) ?? []);
}

function judgeFile(model: Model, { location, bytes, tensor }: ExternalData): Problem | undefined {
  const quoted = JSON.stringify(location);
  if (leavesFolder(location)) {
    return {
      code: 'external-data-outside',
      message: `Weights ("${tensor}") lie at ${quoted}, outside of the model's folder.`,
      hint: 'put the file beside the model and save the model with that name: onnx.save(model, FILE, save_as_external_data=True)',
    };
  }
  if (TAKEN_NAMES.includes(path.posix.normalize(location).toLowerCase())) {
    return {
      code: 'external-data-name-taken',
      message: `Weights ("${tensor}") lie in ${quoted}, a name that the project needs for another file.`,
      hint: 'save the model with another location: onnx.save(model, FILE, save_as_external_data=True, location="weights.bin")',
    };
  }
  const file = path.join(path.dirname(model.path), location);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) {
    return {
      code: 'external-data-missing',
      message: `Weights ("${tensor}") should lie in ${quoted} beside the model, and there is no such file.`,
      hint: `copy ${quoted} into the model's folder: it belongs to the model`,
    };
  }
  if (stats.size < bytes) {
    return {
      code: 'external-data-truncated',
      message: `${quoted} has ${stats.size} bytes; the model reads weights from it up to byte ${bytes}.`,
      hint: 'copy or download the file again; where it is a Git LFS pointer: git lfs pull',
    };
  }
  return undefined;
}

/** Absolute, or up and out, as either POSIX or Windows reads it: the project moves between them. */
function leavesFolder(location: string): boolean {
  return [path.posix, path.win32].some(
    ({ isAbsolute, normalize }) => isAbsolute(location) || /^\.\.([/\\]|$)/.test(normalize(location)),
  );
}
