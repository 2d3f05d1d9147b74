import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { requireServable } from '../onnx/servable.ts';
import { didYouMean } from './did-you-mean.ts';
import { findSample, isSample, sampleAnswer, samples } from './samples.ts';

/** The file behind an answer: a sample's model, or the user's file, `~` and relative paths resolved. */
export function modelPath(model: string, cwd: string): string {
  if (!isSample(model)) return path.resolve(cwd, model);
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

/** `true`, or throws a UserError that says why the model cannot be served. */
export async function checkModel(model: string, { cwd }: { cwd: string }): Promise<true> {
  await requireServable(modelPath(model, cwd));
  return true;
}

/** What the file prompt offers for the text typed so far: samples, folders, and .onnx files. */
export async function modelChoices(cwd: string, term: string): Promise<{ name: string; value: string }[]> {
  const offered = samples()
    .filter((sample) => sampleAnswer(sample).startsWith(term))
    .map((sample) => ({ name: `${sampleAnswer(sample)}  ${sample.title}`, value: sampleAnswer(sample) }));
  const files = await completions(cwd, term);
  // What was typed can always be chosen, so that a wrong path gets its reason instead of "no results".
  const typed =
    term === '' || [...offered, ...files].some(({ value }) => value === term)
      ? []
      : [{ name: term, value: term }];
  return [...offered, ...files, ...typed];
}

async function completions(cwd: string, term: string): Promise<{ name: string; value: string }[]> {
  const folder = term.endsWith('/') || term.endsWith(path.sep) ? term : path.dirname(term);
  const start = term === '' || term === folder ? '' : path.basename(term);
  const entries = await readdir(path.resolve(cwd, folder), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.name.startsWith(start) && (start !== '' || !entry.name.startsWith('.')))
    .filter((entry) => entry.isDirectory() || entry.name.toLowerCase().endsWith('.onnx'))
    .filter((entry) => entry.name !== 'node_modules')
    .sort((a, b) => Number(a.isDirectory()) - Number(b.isDirectory()) || a.name.localeCompare(b.name))
    .map((entry) => path.join(folder, entry.name) + (entry.isDirectory() ? path.sep : ''))
    .map((value) => ({ name: value, value }));
}
