import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { didYouMean } from '../io/did-you-mean.ts';
import { expandHome } from '../io/pasted-path.ts';
import type { Said } from './find.ts';
import { labelsIn } from './labels.ts';
import { isObject } from './object-in.ts';
import { PRESETS, type PresetName } from './pictures/presets.ts';
import type { Preprocess } from './preprocess.ts';

/** The flags about what comes before and after a model, as they were typed. */
export interface SaidFlags {
  preprocess?: string;
  labels?: string;
  tokenizer?: string;
}

export const isPreset = (text: string): text is PresetName => Object.hasOwn(PRESETS, text);

/** @throws UserError  (exit 2) for a file that is not there, or holds something else */
export function readSaid({ preprocess, labels, tokenizer }: SaidFlags, cwd: string): Said {
  return {
    ...(preprocess !== undefined && { preprocess: preparation(preprocess, cwd) }),
    ...(labels !== undefined && { labels: readLabels(labels, cwd) }),
    ...(tokenizer !== undefined && {
      tokenizer: tokenizer === 'none' ? tokenizer : tokenizerFile(tokenizer, cwd),
    }),
  };
}

/** The names of classes in a file. @throws UserError  where it is not there, or holds none */
export function readLabels(given: string, cwd: string): string[] {
  const file = existing(given, cwd, '--labels');
  const labels = labelsIn(path.basename(file), readFileSync(file, 'utf8'));
  if (labels !== undefined) return labels;
  throw new UserError({
    code: 'labels',
    what: 'The file does not hold the names of classes',
    where: file,
    next: 'write one name in each line, in the order of the model; or a list or {"0": "name"} in JSON or YAML',
  });
}

function preparation(given: string, cwd: string): NonNullable<Said['preprocess']> {
  if (given === 'none' || isPreset(given)) return given;
  const known = [...Object.keys(PRESETS), 'none'];
  const isName = !existsSync(path.resolve(cwd, expandHome(given))) && !/[./\\]/.test(given);
  if (isName)
    throw new UserError({
      code: 'preprocess',
      what: `"${given}" is no way to prepare pictures${didYouMean(given, known)}`,
      where: '--preprocess',
      next: `write one of ${known.join(', ')}; or the path of a file like model/preprocess.json`,
    });
  const file = existing(given, cwd, '--preprocess');
  const value = jsonOf(file);
  if (isObject(value) && value['version'] === 1 && /^(image|text)$/.test(String(value['step'])))
    return value as unknown as Preprocess;
  throw new UserError({
    code: 'preprocess',
    what: 'The file does not say how a picture or a text becomes the input of a model',
    where: file,
    details: ['it needs "version": 1, and "step": "image" or "text"'],
    next: 'see docs/preprocess.md; files of other tools, such as preprocessor_config.json, are found beside the model',
  });
}

/** A folder stands for the tokenizer.json in it. */
function tokenizerFile(given: string, cwd: string): string {
  const file = existing(given, cwd, '--tokenizer');
  const meant = statSync(file).isDirectory() ? path.join(file, 'tokenizer.json') : file;
  if (existsSync(meant) && meant.endsWith('.json')) return meant;
  throw new UserError({
    code: 'tokenizer',
    what: 'This is not a tokenizer.json',
    where: meant,
    next: [
      'Python writes one: AutoTokenizer.from_pretrained(FOLDER).save_pretrained("tokenizer")',
      'then: --tokenizer tokenizer/tokenizer.json',
    ],
  });
}

function existing(given: string, cwd: string, flag: string): string {
  const file = path.resolve(cwd, expandHome(given));
  if (existsSync(file)) return file;
  throw new UserError({
    code: 'file-missing',
    what: `There is no file ${given}`,
    where: flag,
    next: `give its path, from ${cwd}`,
  });
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError({
      code: 'not-json',
      what: `${path.basename(file)} is not JSON: ${(error as Error).message}`,
      where: file,
      next: 'fix it, or write it again with the tool that made it',
    });
  }
}
