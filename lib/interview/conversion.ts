import path from 'node:path';
import { convert, type ConvertOptions } from '../convert/convert.ts';
import { DEFAULT_BASE_IMAGE } from '../defaults.ts';
import type { Io } from '../io/io.ts';
import type { ConvertModel } from '../model/model.ts';
import type { Card } from '../onnx/card/card.ts';
import type { Flags } from './answers.ts';

/** What the flags say of a conversion. */
export function convertOptions(cwd: string, flags: Flags): ConvertOptions {
  const {
    data,
    entry,
    shapes,
    acceptDifferences,
    trustModel,
    python,
    engine,
    baseImage = DEFAULT_BASE_IMAGE,
  } = flags;
  return { cwd, data, entry, shapes, acceptDifferences, trustModel, python, engine, baseImage };
}

/**
 * How a run converts a trained model, where it is given one.
 * @param project  whose model it is to take the place of
 */
export function conversionBy(
  cwd: string,
  flags: Flags,
  io: Io,
  project?: { directory: string; card: Card },
): ConvertModel {
  const previous = project && {
    file: path.join(project.directory, 'model', 'model.onnx'),
    card: project.card,
  };
  return (file, known) => convert(file, known, { ...convertOptions(cwd, flags), previous }, io);
}
