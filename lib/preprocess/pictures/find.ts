import { smallText } from '../../formats/folders/inside.ts';
import type { Model } from '../../onnx/model/model.ts';
import { doNotFit, misfitOf, type Labels } from '../fitting-labels.ts';
import { labelsIn, labelsInPython, labelsOf } from '../labels.ts';
import { objectIn } from '../object-in.ts';
import type { PicturePreprocess } from '../preprocess.ts';
import { fromDenotation } from './denoted.ts';
import { fromPreprocessorConfig } from './hugging-face.ts';
import { pictureInput, type PictureInput } from './input.ts';
import { meaningOf } from './meaning.ts';
import { likelyPreset, type Preparation, preparationBy, type PresetName } from './presets.ts';
import { fromPretrainedConfig } from './timm.ts';
import { fromUltralytics, isUltralytics } from './ultralytics.ts';

/** What is known of a model that takes pictures. */
export interface FoundPictures {
  preprocess: PicturePreprocess;
  /** Where the preparation comes from, as it is told: `preprocessor_config.json`, `the model's metadata`; undefined for a guess. */
  origin: string | undefined;
  labelsOrigin: string | undefined;
  /** What was said, else what most models of the kind take. */
  preset: PresetName;
  /** What was found and does not fit. */
  notice?: string;
}

/** What somebody said, better than all that is found. */
export interface SaidOfPictures {
  preset?: PresetName;
  labels?: string[];
}

/**
 * How pictures become a model's input, by its metadata and by the files beside it.
 * @param folder where the model file lies, and the folder above where that has the other files (`onnx/model.onnx`)
 * @returns undefined for a model that takes no pictures
 */
export function findPictures(
  model: Model,
  folders: string[],
  said: SaidOfPictures = {},
): FoundPictures | undefined {
  const input = pictureInput(model);
  if (input === undefined) return undefined;
  const found = said.preset === undefined ? preparation(model, folders, input) : undefined;
  const given: Labels = said.labels ? { labels: said.labels } : findLabels(model, folders);
  const misfit = given.labels && misfitOf(given.labels, countOfScores(model));
  if (misfit !== undefined && said.labels) throw doNotFit(misfit);
  const { labels, origin }: Labels = misfit === undefined ? given : {};
  const output = meaningOf(model, input, labels);
  const preset = said.preset ?? likelyPreset(input, output);
  const isGuess = found === undefined && said.preset === undefined;
  return {
    preprocess: {
      version: 1,
      step: 'image',
      ...(isGuess && { guessed: true as const }),
      ...(found?.preparation ?? preparationBy(preset, input)),
      output,
    },
    origin: found?.origin,
    labelsOrigin: origin,
    preset,
    ...(misfit !== undefined && { notice: `${misfit} (${given.origin}). They are left out.` }),
  };
}

/** Of a model that gives [pictures, scores]. */
function countOfScores({ outputs }: Model): number | string | undefined {
  const shape = outputs.length === 1 ? outputs[0]!.shape : undefined;
  return shape?.length === 2 ? shape[1] : undefined;
}

const METADATA = "the model's metadata";

function preparation(
  model: Model,
  folders: string[],
  input: PictureInput,
): { preparation: Preparation; origin: string } | undefined {
  const { metadata } = model;
  if (isUltralytics(metadata)) return { preparation: fromUltralytics(metadata, input), origin: METADATA };
  const denoted = fromDenotation(metadata, input);
  if (denoted) return { preparation: denoted, origin: METADATA };
  for (const folder of folders) {
    const transformers = objectIn(folder, 'preprocessor_config.json');
    const theirs = transformers && fromPreprocessorConfig(transformers, input);
    if (theirs) return { preparation: theirs, origin: 'preprocessor_config.json' };
    const config = objectIn(folder, 'config.json')?.['pretrained_cfg'];
    const timm = config === undefined ? undefined : fromPretrainedConfig(config as never, input);
    if (timm) return { preparation: timm, origin: 'config.json' };
  }
  return undefined;
}

/** Files of names, in the order in which they are looked for. */
const FILES = [
  'labels.txt',
  'labels.json',
  'classes.txt',
  'names.yaml',
  'data.yaml',
  'names.txt',
  'synset.txt',
];

/** The names of the classes: in the model's metadata, else beside it. */
export function findLabels({ metadata }: Pick<Model, 'metadata'>, folders: string[]): Labels {
  const written = metadata['names'] ?? metadata['labels'] ?? metadata['classes'];
  const own = written && (labelsInPython(written) ?? labelsIn('', written));
  if (own) return { labels: own, origin: METADATA };
  for (const folder of folders) {
    const config = objectIn(folder, 'config.json');
    const named = labelsOf(config?.['id2label'] ?? config?.['label_names']);
    if (named) return { labels: named, origin: 'config.json' };
    for (const name of FILES) {
      const text = smallText(folder, name);
      const labels = text && labelsIn(name, text);
      if (labels) return { labels, origin: name };
    }
  }
  return {};
}
