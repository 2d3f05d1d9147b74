import { statSync } from 'node:fs';
import { summary } from './summary.ts';

// Endings that model files have, where people keep to them; .json, .txt and .bin are mostly something else.
const ENDINGS =
  'onnx pkl pickle p sav joblib skops cloudpickle ubj model cbm pt pth ckpt pt2 ptl safetensors keras h5 hdf5 tflite pb';
// joblib and people compress pickles.
const COMPRESSED = /\.(gz|bz2|xz|lzma|lz4|z)$/;
const NAMED = /^(model|booster|lgbm?|lightgbm|xgb(oost)?|catboost)\b.*\.(json|txt|bin)$/;

/** Whether a file is called as model files are, of any format that is read. */
export function isModelName(name: string): boolean {
  const plain = name.toLowerCase().replace(COMPRESSED, '');
  return ENDINGS.split(' ').includes(plain.slice(plain.lastIndexOf('.') + 1)) || NAMED.test(plain);
}

/** In bytes: what is offered before it is chosen is no larger. */
export const QUICKLY_READ = 32 * 2 ** 20;

/** A file that is not ONNX, in one line; undefined where it is not known, or would take long to read. */
export async function whatItIs(file: string): Promise<string | undefined> {
  try {
    if (statSync(file).size > QUICKLY_READ) return undefined;
    const { readOther } = await import('./read.ts');
    const found = await readOther(file);
    if (found === undefined) return undefined;
    if ('onnx' in found) return 'a folder with an ONNX model in it';
    const [first] = summary(found.reading.source);
    return first === undefined ? found.what : `${found.what}; ${first}`;
  } catch {
    // What is wrong with it is told when it is chosen.
    return undefined;
  }
}
