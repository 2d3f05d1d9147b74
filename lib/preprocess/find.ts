import path from 'node:path';
import { UserError } from '../errors.ts';
import type { Model } from '../onnx/model/model.ts';
import { findPictures } from './pictures/find.ts';
import type { PresetName } from './pictures/presets.ts';
import type { Preprocess } from './preprocess.ts';
import { described } from './described.ts';
import { adviceOnTexts, findTexts, tokenizerIn } from './texts/find.ts';
import { checkTokenizer } from './texts/tokenizer.ts';

/** What somebody said of a model, better than all that is found. */
export interface Said {
  /** How pictures are prepared: a preset, or what is in a file; `none` leaves the layer out. */
  preprocess?: PresetName | Preprocess | 'none';
  labels?: string[];
  /** A tokenizer.json, absolute; `none` leaves the layer out. */
  tokenizer?: string;
}

/** What comes before a model and after it. */
export interface FoundStep {
  settings: Preprocess;
  /** What belongs to it: emitted path → absolute path of the file. */
  files: Record<string, string>;
  /** Of a guess about pictures. */
  guess?: PresetName;
  /** What was found and where, a line each. */
  told: string[];
}

/**
 * How pictures or texts become a model's inputs, and its outputs an answer, by its metadata and the files beside it.
 * @param file  absolute path of the model
 * @returns undefined for a model that takes neither, or where nothing is wanted
 * @throws UserError  for a tokenizer or labels that cannot be used with it
 */
export function findStep(model: Model, file: string, said: Said = {}): FoundStep | undefined {
  if (said.preprocess === 'none') return undefined;
  const folders = foldersOf(file);
  const { preprocess: given, labels } = said;
  if (typeof given === 'object') return fromSettings(model, given, said.tokenizer ?? tokenizerIn(folders));
  const picture = findPictures(model, folders, {
    ...(given && { preset: given }),
    ...(labels && { labels }),
  });
  if (picture) {
    const { preprocess: settings, origin, labelsOrigin, notice } = picture;
    const told = [...described(settings, { origin, labelsOrigin }), ...(notice ? [`notice: ${notice}`] : [])];
    return { settings, files: {}, told, ...(settings.guessed && { guess: picture.preset }) };
  }
  const { tokenizer } = said;
  if (tokenizer === 'none') return undefined;
  const text = findTexts(model, folders, { ...(tokenizer && { tokenizer }), ...(labels && { labels }) });
  if (text === undefined) return undefined;
  const { preprocess: settings, tokenizer: source, notices } = text;
  const told = described(settings, { origin: path.basename(source) });
  return {
    settings,
    files: { [`model/${settings.tokenizer}`]: source },
    told: [...told, ...notices.map((notice) => `notice: ${notice}`)],
  };
}

/** @throws UserError  for settings of another model, or without the tokenizer that they need */
function fromSettings(model: Model, settings: Preprocess, tokenizer: string | undefined): FoundStep {
  const named = settings.step === 'image' ? [settings.input] : Object.values(settings.inputs);
  const taken = model.inputs.map(({ name }) => name);
  const unknown = named.find((name) => !taken.includes(name));
  if (unknown !== undefined)
    throw new UserError({
      code: 'preprocess',
      what: `The settings are for an input ${unknown}, and the model takes ${taken.join(', ')}`,
      where: '--preprocess',
      next: 'give those of this model: ml-docker inspect FILE shows its inputs',
    });
  const told = described(settings, {});
  if (settings.step === 'image') return { settings, files: {}, told };
  if (tokenizer === undefined || tokenizer === 'none')
    throw new UserError({
      code: 'preprocess',
      what: 'The settings are for texts, and there is no tokenizer.json beside the model',
      where: '--preprocess',
      next: 'give it as well: --tokenizer FILE',
    });
  checkTokenizer(tokenizer);
  return { settings, files: { [`model/${settings.tokenizer}`]: tokenizer }, told };
}

/** What a model is told that would take texts, if its tokenizer were there; undefined for every other. */
export function adviceOn(model: Model, file: string): string[] | undefined {
  return adviceOnTexts(model, foldersOf(file));
}

/** Where files beside a model may lie: in its folder, and above it where that is `onnx`, as in snapshots of Hugging Face. */
function foldersOf(file: string): string[] {
  const folder = path.dirname(file);
  return path.basename(folder) === 'onnx' ? [folder, path.dirname(folder)] : [folder];
}
