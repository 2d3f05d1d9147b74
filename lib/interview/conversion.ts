import { convert, type ConvertOptions } from '../convert/convert.ts';
import { DEFAULT_BASE_IMAGE } from '../defaults.ts';
import type { Io } from '../io/io.ts';
import type { ConvertModel } from '../model/model.ts';
import type { Flags } from './answers.ts';

/** What the flags say of a conversion. */
export function convertOptions(cwd: string, flags: Flags): ConvertOptions {
  const {
    data,
    entry,
    acceptDifferences,
    trustModel,
    python,
    engine,
    baseImage = DEFAULT_BASE_IMAGE,
  } = flags;
  return { cwd, data, entry, acceptDifferences, trustModel, python, engine, baseImage };
}

/** How a run converts a trained model, where it is given one. */
export function conversionBy(cwd: string, flags: Flags, io: Io): ConvertModel {
  return (file, known) => convert(file, known, convertOptions(cwd, flags), io);
}
