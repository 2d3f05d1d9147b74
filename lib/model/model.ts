import path from 'node:path';
import { modelPath } from './file.ts';
import { findSample, isSample, sampleGolden } from './samples.ts';
import type { Card, Golden } from '../onnx/card/card.ts';
import { modelCard } from '../onnx/card/make.ts';
import { explained } from '../formats/explain.ts';
import { requireServable, writeServable } from '../onnx/servable.ts';
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
  /** The emitted paths that `copy` writes. */
  files?: string[];
  /** Puts the model into a project; absent where it is there already. */
  copy?: (directory: string) => Promise<CopiedModel>;
}

/**
 * Looks into the model that an answer names.
 * @param model  `sample:NAME`, or a path from `cwd`
 * @param hash  `later`: the card has HASH_TO_COME in place of the hash
 * @param trust  whether unknown names that the file calls are no reason to refuse it
 * @throws UserError  for a file that is not there, is no ONNX model, or cannot be served
 */
export async function chooseModel(
  model: string,
  cwd: string,
  { hash = 'now', trust = false }: { hash?: 'now' | 'later'; trust?: boolean } = {},
): Promise<ChosenModel> {
  const file = modelPath(model, cwd);
  const read = await explained(file, () => requireServable(file), { trust });
  const sample = isSample(model) ? findSample(model) : undefined;
  const card = modelCard(read, {
    file: path.basename(file),
    origin: sample === undefined ? 'file' : model,
    sha256: HASH_TO_COME,
    ...(sample !== undefined && { example: { body: sample.example, origin: model } }),
  });
  const weights = read.externalData.map(({ location }) => path.posix.normalize(location));
  const chosen: ChosenModel = {
    card,
    ...(sample !== undefined && { golden: sampleGolden(sample) }),
    files: ['model.onnx', ...weights].map((name) => `model/${name}`),
    async copy(directory) {
      const { files, source } = await writeServable(read, file, path.join(directory, 'model', 'model.onnx'));
      const emitted = Object.entries(files).map(([name, sha256]) => [`model/${name}`, sha256]);
      return { files: Object.fromEntries(emitted) as Record<string, string>, source };
    },
  };
  return hash === 'later' ? chosen : hashedNow(chosen, file);
}
