import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { compressedLikeness, torchLikeness, zipLikeness } from './other/archives.ts';
import { folderLikeness } from './other/folder.ts';
import type { Beginning, Likeness } from './other/likeness.ts';
import { magicLikeness } from './other/magic.ts';
import { messageLikeness } from './other/messages.ts';
import { huggingFace, safetensors } from './other/networks.ts';
import { isOldTorch, isPickle, pickleLikeness } from './other/pickle.ts';
import { oldXgboost, xgboost } from './other/tables.ts';
import { textLikeness } from './other/text.ts';

const HEAD = 4096;
const ZIP = Buffer.from('PK\u0003\u0004');
// Its parameters are numbers of fixed length; the names of its objective and booster follow, with their lengths.
const OLD_XGBOOST = /(reg|binary|multi|rank|count|survival):\w+.{8}(gbtree|gblinear|dart)/s;

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

/** What a folder is that somebody gives for a model: a TensorFlow SavedModel and the like. As for a file. */
export function folderThatIsNotOnnx(folder: string): Likeness | undefined {
  return folderLikeness(folder, asTyped(folder));
}

function bytesLikeness(beginning: Beginning): Likeness | undefined {
  const { path: file, head } = beginning;
  if (head.subarray(0, ZIP.length).equals(ZIP)) return zipLikeness(beginning);
  if (isOldTorch(head)) return torchLikeness(file, head);
  if (isPickle(head)) return pickleLikeness(file, head);
  return (
    magicLikeness(beginning) ??
    compressedLikeness(beginning) ??
    safetensorsLikeness(beginning) ??
    xgboostLikeness(beginning)
  );
}

/** https://github.com/huggingface/safetensors#format: the header's length, then the header, JSON. */
function safetensorsLikeness({ path: file, head, bytes }: Beginning): Likeness | undefined {
  if (head.length < 9 || head[8] !== 0x7b || head.readBigUInt64LE(0) >= BigInt(bytes)) return undefined;
  const folder = path.dirname(file);
  const isHuggingFace = existsSync(path.join(folder, 'config.json'));
  return isHuggingFace
    ? { what: 'the weights of a Hugging Face model (.safetensors)', next: huggingFace(folder) }
    : { what: 'a safetensors file: weights, without the model', next: safetensors(file) };
}

/** The two forms that are no text. https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html */
function xgboostLikeness({ path: file, head }: Beginning): Likeness | undefined {
  const start = head.toString('latin1');
  if (/^\{[^"]{1,12}learner/s.test(start)) return { what: 'an XGBoost model (.ubj)', next: xgboost(file) };
  if (!OLD_XGBOOST.test(start)) return undefined;
  return { what: 'an XGBoost model in the binary format of before 3.1', next: oldXgboost(file) };
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
function asTyped(file: string): string {
  const relative = path.relative('', file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}
