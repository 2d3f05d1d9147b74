import path from 'node:path';
import { modelPath } from './file.ts';
import { findSample, isSample, sampleGolden } from './samples.ts';
import type { Card, Golden } from '../onnx/card/card.ts';
import { modelCard } from '../onnx/card/make.ts';
import type { Comparison } from '../convert/comparison.ts';
import type { Converted } from '../convert/convert.ts';
import { isTrained, readOrKnow } from '../convert/trained.ts';
import type { Known } from '../formats/known.ts';
import { writeServable } from '../onnx/servable.ts';
import { adviceOn, findStep, type FoundStep, type Said } from '../preprocess/find.ts';
import type { PreprocessFile } from '../preprocess/file.ts';
import { chosenConversion } from './converted.ts';
import { HASH_TO_COME, hashedNow } from './hash-to-come.ts';

/** What was put into a project. */
export interface CopiedModel {
  /** Emitted path → sha256. */
  files: Record<string, string>;
  /** sha256 of the user's file. */
  source: string;
}

/** What a project takes over from the chosen model. */
export interface ChosenModel {
  card: Card;
  /** The right answers, where they are known without running the model. */
  golden?: Golden;
  /** An example that somebody gave and that is too long for the card, as the file that it is kept in. */
  exampleBytes?: Buffer;
  /** What it takes a picture or a text by, as somebody says it; absent where the model is not looked into. */
  findStep?: (said: Said) => FoundStep | undefined;
  /** What is to be said where it would take texts, and nothing to make tokens of them is there. */
  adviceOnStep?: () => string[] | undefined;
  /** How a picture or a text becomes its input, and its outputs an answer. */
  preprocess?: PreprocessFile;
  /** How it was converted: what the project keeps of that in convert/, by emitted path. */
  conversion?: Map<string, string>;
  /** How its answers differ from those of the model that it takes the place of. */
  compared?: Comparison;
  /** The emitted paths that `copy` writes. */
  files?: string[];
  /** Puts the model into a project; absent where it is there already. */
  copy?: (directory: string) => Promise<CopiedModel>;
}

/** Converts a trained model, given its file and what reading it has told. */
export type ConvertModel = (file: string, known: Known) => Promise<Converted>;

export interface Choosing {
  /** `later`: the card has HASH_TO_COME in place of the hash, if it is not known. */
  hash?: 'now' | 'later';
  /** Whether unknown names that the file calls are no reason to refuse it. */
  trust?: boolean;
  /** What is done with a trained model; absent where only ONNX files are given. */
  convert?: ConvertModel;
}

/**
 * Looks into the model that an answer names.
 * @param model  `sample:NAME`, or a path from `cwd`
 * @throws UserError  for a file that is not there, or can neither be served nor converted; and what `convert` throws
 */
export async function chooseModel(
  model: string,
  cwd: string,
  { hash = 'now', trust = false, convert }: Choosing = {},
): Promise<ChosenModel> {
  const file = modelPath(model, cwd);
  const read = await readOrKnow(file, { trust });
  if (isTrained(read)) return chosenConversion(await convert!(file, read));
  const sample = isSample(model) ? findSample(model) : undefined;
  const card = modelCard(read, {
    file: path.basename(file),
    origin: sample === undefined ? 'file' : model,
    sha256: HASH_TO_COME,
    ...(sample?.example !== undefined && { example: { body: sample.example, origin: model } }),
  });
  const weights = read.externalData.map(({ location }) => path.posix.normalize(location));
  const chosen: ChosenModel = {
    card,
    ...(sample !== undefined && { golden: sampleGolden(sample) }),
    findStep(said) {
      const found = findStep(read, file, said);
      if (found?.settings.step !== 'text' || sample?.text === undefined) return found;
      return { ...found, settings: { ...found.settings, example: sample.text } };
    },
    adviceOnStep: () => adviceOn(read, file),
    files: ['model.onnx', ...weights].map((name) => `model/${name}`),
    async copy(directory) {
      const { files, source } = await writeServable(read, file, path.join(directory, 'model', 'model.onnx'));
      const emitted = Object.entries(files).map(([name, sha256]) => [`model/${name}`, sha256]);
      return { files: Object.fromEntries(emitted) as Record<string, string>, source };
    },
  };
  return hash === 'later' ? chosen : hashedNow(chosen, file);
}
