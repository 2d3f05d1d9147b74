import { accessSync, constants, statSync, type Stats } from 'node:fs';
import { UserError } from '../../errors.ts';
import type { Model } from './model.ts';
import type { ProtobufError } from '../wire/protobuf.ts';

const A_FOLDER = 'The model is a folder, not a file';
const GIVE_ANOTHER = 'give an ONNX file, or sample:iris to try a bundled one';

/** Throws UserError where there is no file with content to read: the first thing to check of a model. */
export function readableFile(path: string): void {
  const stats = statOf(path);
  if (!stats.isFile())
    throw notAFile(path, stats.isDirectory() ? A_FOLDER : 'The model is not a regular file');
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw forbidden(path);
  }
  if (stats.size === 0) {
    throw new UserError({
      code: 'model-empty',
      what: 'The model file is empty (0 bytes)',
      where: path,
      next: 'export or copy the model again',
    });
  }
}

function notAFile(where: string, what: string): UserError {
  return new UserError({ code: 'model-not-a-file', what, where, next: 'give the .onnx file itself' });
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') throw forbidden(path);
    throw new UserError({
      code: 'model-not-found',
      what: 'There is no such model file',
      where: path,
      next: GIVE_ANOTHER,
    });
  }
}

function forbidden(path: string): UserError {
  return new UserError({
    code: 'model-unreadable',
    what: 'The model file cannot be read: permission denied',
    where: path,
    next: 'change its permissions, or copy it',
  });
}

/**
 * Why a file is no ONNX model that can be read: `error` is what the reader met, absent where it read a protobuf
 * message without a graph. `model` is what was read until then.
 */
export function unreadable(model: Model, error?: ProtobufError): UserError {
  const { path: where, bytes } = model;
  if (error?.fault === 'too-complex') {
    const what = `The model has more structure than is read: ${error.message}.`;
    return new UserError({
      code: 'model-too-complex',
      what,
      where,
      next: 'simplify the model (onnxsim), then give that file',
    });
  }
  // The version and a graph come first in what every exporter writes: with them, it was ONNX.
  const began = (model.irVersion ?? 0) > 0 && model.irVersion! < 1000;
  if (error?.fault === 'truncated' && began) {
    const what = `The model file is cut off: it ends after ${bytes} bytes, in the middle of its content (${error.message}).`;
    return new UserError({
      code: 'model-truncated',
      what,
      where,
      next: 'copy, download or export the model again',
    });
  }
  if (error && began && model.graphFields.length > 0) {
    const what = `The model file is damaged: ${error.message}.`;
    return new UserError({
      code: 'model-malformed',
      what,
      where,
      next: 'copy, download or export the model again',
    });
  }
  const what = error
    ? `The model is not ONNX: it is not a protobuf message (${error.message}).`
    : 'The model is not ONNX: it can be read as a protobuf message, but has no graph.';
  return new UserError({ code: 'model-not-onnx', what, where, next: GIVE_ANOTHER });
}
