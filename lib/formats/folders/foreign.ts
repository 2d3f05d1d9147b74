import { type Likeness, MADE_FROM } from '../other/likeness.ts';
import { namesIn, smallText } from './inside.ts';
import path from 'node:path';

/** Folders of programs whose models are not converted, each by what alone it has. */
export function foreignFolder(folder: string): Likeness | undefined {
  const names = namesIn(folder);
  const has = (...all: string[]): boolean => all.every((name) => names.includes(name));
  const fixed = (what: string, format: string, ...next: string[]): Likeness => ({ what, format, next });
  if (has('metadata') && isSpark(folder))
    return fixed('a Spark ML model', 'spark', 'convert it where Spark runs: onnxmltools.convert_sparkml');
  if (has('model.ini')) return fixed('an H2O model (MOJO), unpacked', 'h2o-mojo', MADE_FROM);
  if (has('Manifest.json', 'Data')) return fixed('a Core ML package (.mlpackage)', 'coreml', MADE_FROM);
  if (has('model_index.json'))
    return fixed(
      'a diffusion pipeline (diffusers): several models',
      'diffusers',
      OPTIMUM,
      'then give one of the .onnx files',
    );
  if (has('adapter_config.json'))
    return fixed(
      'an adapter (PEFT, LoRA): a part of the weights, without its base model',
      'peft',
      'merge it into its base model (merge_and_unload), save that, and give its folder',
    );
  if (has('predictor.pkl', 'learner.pkl') || has('predictor.pkl', 'models'))
    return fixed(
      'an AutoGluon predictor: several models',
      'autogluon',
      'give one of the models that it trained, saved by its own library',
    );
  if (has('meta.json', 'config.cfg')) return fixed('a spaCy pipeline', 'spacy', MADE_FROM);
  if (has('model.json') && names.some((name) => /^group\d+-shard/.test(name)))
    return fixed('a TensorFlow.js model', 'tfjs', MADE_FROM);
  if (names.some((name) => name.endsWith('.pdmodel') || name === 'inference.json'))
    return fixed('a PaddlePaddle model', 'paddle', 'convert it where Paddle runs: paddle2onnx');
  if (has('checkpoint') && names.some((name) => /^(ckpt|model)[\w.-]*\.index$/.test(name)))
    return fixed(
      'a checkpoint of TensorFlow: weights, without the model',
      'tensorflow-checkpoint',
      'load it into the model, and save that: model.save("model.keras")',
    );
  return undefined;
}

const OPTIMUM = 'export it: optimum-cli export onnx --model FOLDER exported';

/** Spark writes each part of a model as a folder of its own, with metadata that name the class. */
function isSpark(folder: string): boolean {
  const part = namesIn(path.join(folder, 'metadata')).find((name) => name.startsWith('part-'));
  const text = part === undefined ? undefined : smallText(folder, path.join('metadata', part));
  return text !== undefined && /"sparkVersion"|org\.apache\.spark/.test(text);
}
