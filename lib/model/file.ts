import { statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { didYouMean } from '../io/did-you-mean.ts';
import { expandHome, pastedPath } from '../io/pasted-path.ts';
import { modelInFolder } from './in-folder.ts';
import { findSample, isSample, sampleAnswer, samples } from './samples.ts';

/**
 * The model that an answer means, as it would be typed without a slip: the path that was pasted, and of a folder the
 * one model in it.
 * @throws UserError  model-ambiguous, for a folder that holds several
 */
export function meantModel(answer: string, cwd: string): string {
  if (isSample(answer.trim())) return answer.trim();
  const typed = pastedPath(answer, cwd);
  const model = isFolder(typed, cwd) ? modelInFolder(path.resolve(cwd, expandHome(typed))) : undefined;
  return model === undefined ? typed : path.join(typed, model);
}

function isFolder(typed: string, cwd: string): boolean {
  return statSync(path.resolve(cwd, expandHome(typed)), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * The file behind an answer: a sample's model, or the user's file, from `cwd` or the home folder (`~`).
 * @throws UserError  sample-unknown, model-ambiguous
 */
export function modelPath(answer: string, cwd: string): string {
  const model = meantModel(answer, cwd);
  if (!isSample(model)) return path.resolve(cwd, expandHome(model));
  const sample = findSample(model);
  if (sample !== undefined) return sample.model;
  const names = samples().map(sampleAnswer);
  throw new UserError({
    code: 'sample-unknown',
    what: `There is no ${model}${didYouMean(model, names)}`,
    where: '--model',
    next: `choose one of: ${names.join(', ')}; or give the path of an ONNX file`,
  });
}

/** As modelPath, but of a folder the folder itself: what is looked into, not served. */
export function givenPath(answer: string, cwd: string): string {
  const typed = isSample(answer.trim()) ? '' : pastedPath(answer, cwd);
  return typed !== '' && isFolder(typed, cwd) ? path.resolve(cwd, expandHome(typed)) : modelPath(answer, cwd);
}
