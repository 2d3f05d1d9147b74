import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { withFile } from './bytes/byte-source.ts';
import { selectUbj } from './json/select-ubj.ts';
import { compressedLikeness, torchLikeness, zipLikeness } from './other/archives.ts';
import type { Beginning, Likeness } from './other/likeness.ts';
import { magicLikeness } from './other/magic.ts';
import { messageLikeness } from './other/messages.ts';
import { huggingFace, safetensors } from './other/networks.ts';
import { isOldTorch, isPickle, pickleLikeness } from './other/pickle.ts';
import { oldXgboost, xgboost } from './other/tables.ts';
import { textLikeness } from './other/text.ts';
import type { Reading } from './source.ts';
import { readOldTorch } from './torch/pickle.ts';
import { isSafetensors, readSafetensors } from './torch/safetensors.ts';
import { isOldXgboost, readOldXgboost } from './xgboost/binary.ts';
import { readXgboost, XGBOOST } from './xgboost/xgboost.ts';

const HEAD = 4096;
const ZIP = Buffer.from('PK\u0003\u0004');

/**
 * What a file is that is no ONNX model, with the lines that convert it; undefined where nothing is recognised. Reads
 * its beginning, of a ZIP archive the list of members, and runs nothing of it.
 *
 * Throws the operating system's error where the file cannot be read.
 */
export function fileThatIsNotOnnx(file: string): Likeness | undefined {
  const beginning = beginningOf(file);
  return bytesLikeness(beginning) ?? messageLikeness(beginning.path) ?? textLikeness(beginning);
}

function bytesLikeness(beginning: Beginning): Likeness | undefined {
  const { path: file, head } = beginning;
  if (head.subarray(0, ZIP.length).equals(ZIP)) return zipLikeness(beginning);
  if (isOldTorch(head)) return torchLikeness(file, head, () => readOldTorch(file));
  if (isPickle(head)) return pickleLikeness(file, head);
  return (
    magicLikeness(beginning) ??
    compressedLikeness(beginning) ??
    safetensorsLikeness(beginning) ??
    xgboostLikeness(beginning)
  );
}

function safetensorsLikeness({ path: file, head, bytes }: Beginning): Likeness | undefined {
  if (!isSafetensors(head, bytes)) return undefined;
  const folder = path.dirname(file);
  const isHuggingFace = existsSync(path.join(folder, 'config.json'));
  const read = (): Promise<Reading> => withFile(file, readSafetensors);
  return isHuggingFace
    ? {
        what: 'the weights of a Hugging Face model (.safetensors)',
        next: huggingFace(folder),
        format: 'safetensors',
        read,
      }
    : {
        what: 'a safetensors file: weights, without the model',
        next: safetensors(file),
        format: 'safetensors',
        read,
      };
}

/** The two forms that are no text. https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html */
function xgboostLikeness({ path: file, head }: Beginning): Likeness | undefined {
  if (/^\{[^"]{1,12}learner/s.test(head.toString('latin1'))) {
    return {
      what: 'an XGBoost model (.ubj)',
      next: (source) => xgboost(file, source),
      format: 'xgboost-ubj',
      read: () => withFile(file, (bytes) => readXgboost('xgboost-ubj', selectUbj(bytes, XGBOOST))),
    };
  }
  if (!isOldXgboost(head)) return undefined;
  return {
    what: 'an XGBoost model in the binary format of before 3.1',
    next: oldXgboost(file),
    format: 'xgboost-binary',
    read: () => withFile(file, readOldXgboost),
  };
}

function beginningOf(file: string): Beginning {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(HEAD);
    const head = buffer.subarray(0, readSync(descriptor, buffer, 0, HEAD, 0));
    return { path: asTyped(file), head, bytes: fstatSync(descriptor).size };
  } finally {
    closeSync(descriptor);
  }
}

/** A path from the working folder, where the file lies below it: as it is typed there. */
export function asTyped(file: string): string {
  const relative = path.relative('', file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}
