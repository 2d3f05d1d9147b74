import path from 'node:path';
import { modelPath } from '../interview/model-file.ts';
import { findSample, isSample, sampleGolden } from '../interview/samples.ts';
import type { Card, Golden } from '../onnx/card.ts';
import { modelCard } from '../onnx/model-card.ts';
import { requireServable, writeServable } from '../onnx/servable.ts';
import { hashOfFile } from './manifest.ts';

/** What a project takes over from the chosen model. */
export interface ChosenModel {
  card: Card;
  /** The right answers, where they are known without running the model. */
  golden?: Golden;
  /** The emitted paths that `copy` writes. */
  files?: string[];
  /** Puts the model into a project and returns the emitted paths; absent where it is there already. */
  copy?: (directory: string) => Promise<string[]>;
}

/**
 * Looks into the model that an answer names.
 * @param model  `sample:NAME`, or a path from `cwd`
 * @throws UserError  for a file that is not there, is no ONNX model, or cannot be served
 */
export async function chooseModel(model: string, cwd: string): Promise<ChosenModel> {
  const file = modelPath(model, cwd);
  const read = await requireServable(file);
  const sample = isSample(model) ? findSample(model) : undefined;
  const card = modelCard(read, {
    file: path.basename(file),
    origin: sample === undefined ? 'file' : model,
    sha256: await hashOfFile(file),
    ...(sample !== undefined && { example: { body: sample.example, origin: model } }),
  });
  const weights = read.externalData.map(({ location }) => path.posix.normalize(location));
  return {
    card,
    ...(sample !== undefined && { golden: sampleGolden(sample) }),
    files: ['model.onnx', ...weights].map((name) => `model/${name}`),
    async copy(directory) {
      const files = await writeServable(read, file, path.join(directory, 'model', 'model.onnx'));
      return files.map((name) => `model/${name}`);
    },
  };
}
