import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Likeness, MADE_FROM } from './likeness.ts';
import { huggingFace, savedModel } from './networks.ts';

/** What a folder of a model is, told by the names in it; undefined where there is nothing known. */
export function folderLikeness(folder: string, shown: string): Likeness | undefined {
  const names = readdirSync(folder).sort();
  const has = (...all: string[]): boolean => all.every((name) => names.includes(name));
  const onnx = names.filter((name) => name.toLowerCase().endsWith('.onnx'));
  if (onnx.length > 0) {
    const files = onnx.slice(0, 3).map((name) => path.join(shown, name));
    return { what: 'a folder with an ONNX model in it', next: [`give the file: ${files.join(' or ')}`] };
  }
  if (has('saved_model.pb')) return { what: 'a TensorFlow SavedModel', next: savedModel(shown) };
  if (has('Manifest.json', 'Data')) return { what: 'a Core ML package (.mlpackage)', next: [MADE_FROM] };
  const weights = /^(model.*\.safetensors|pytorch_model.*\.bin|tf_model\.h5)$/;
  if (has('config.json') && names.some((name) => weights.test(name)))
    return { what: 'a Hugging Face model', next: huggingFace(shown) };
  return undefined;
}
