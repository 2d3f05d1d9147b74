import path from 'node:path';
import { TAKEN_NAMES } from './limits.ts';
import type { Model } from '../model/model.ts';
import { type Problem, quoted } from './problem.ts';
import type { ExternalData } from '../model/tensor.ts';
import { weightsSize } from '../model/weights.ts';

/** Whether the files with weights beside the model are there and can be taken along. */
export function* judgeExternalData(model: Model): Generator<Problem> {
  for (const data of model.externalData) {
    const problem = judgeFile(model, data);
    if (problem) yield problem;
  }
}

function judgeFile(model: Model, { location, bytes, tensor }: ExternalData): Problem | undefined {
  const there = quoted(location);
  const tensorName = quoted(tensor);
  if (leavesFolder(location)) {
    return {
      code: 'external-data-outside',
      message: `Weights (${tensorName}) lie at ${there}, outside of the model's folder.`,
      hint: 'put the file beside the model and save the model with that name: onnx.save(model, FILE, save_as_external_data=True)',
    };
  }
  const [first] = path.posix.normalize(location).toLowerCase().split(/[/\\]/);
  if (TAKEN_NAMES.includes(first!)) {
    return {
      code: 'external-data-name-taken',
      message: `Weights (${tensorName}) lie in ${there}, a name that the project needs for something else.`,
      hint: 'save the model with another location: onnx.save(model, FILE, save_as_external_data=True, location="weights.bin")',
    };
  }
  const size = weightsSize(model.path, location);
  if (size === undefined) {
    return {
      code: 'external-data-missing',
      message: `Weights (${tensorName}) should lie in ${there} beside the model, and there is no such file.`,
      hint: `copy ${there} into the model's folder: it belongs to the model`,
    };
  }
  if (size < bytes) {
    return {
      code: 'external-data-truncated',
      message: `${there} has ${size} bytes; the model reads weights from it up to byte ${bytes}.`,
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
