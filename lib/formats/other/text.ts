import { withFile } from '../bytes/byte-source.ts';
import { CATBOOST, readCatboostJson } from '../catboost/catboost.ts';
import { selectJson } from '../json/select-json.ts';
import { readLightgbm } from '../lightgbm/lightgbm.ts';
import { readXgboost, XGBOOST } from '../xgboost/xgboost.ts';
import { type Beginning, EXPORT_AGAIN, type Likeness, MADE_FROM } from './likeness.ts';
import { catboost, lightgbm, xgboost } from './tables.ts';

interface Text {
  pattern: RegExp;
  likeness: (path: string) => Likeness;
}

function fixed(what: string, next: string): Text['likeness'] {
  return () => ({ what, next: [next] });
}

/** The first protocols of pickle are text, too. */
function guess(what: string, next: string): Text['likeness'] {
  return () => ({ what, next: [next], mayBePickle: true });
}

const DOWNLOAD_FILE = 'download the file itself (GitHub: "Raw"; Hugging Face: "download")';
const SAVE_AND_LOAD = 'it cannot be loaded: save the model by save_model, and give that file';

const RUN_IT = 'run it, and give the model that it saves';
const CSV = /^([^,\n]+,)+[^,\n]*\r?\n([^,\n]*,)+[^,\n]*(\r?\n|$)/;
const YAML = /^(---\s*\n)?[\w.-]+:( [^\n]*)?\r?\n(\s|[\w.-]+:|#|-)/;

// The first that fits counts. Each is tried on the text from its first letter on.
const TEXTS: Text[] = [
  {
    pattern: /^<(!doctype html|html)/i,
    likeness: fixed('an HTML page, not the file itself', DOWNLOAD_FILE),
  },
  {
    pattern: /^(<\?xml[^>]*>\s*)?<Error>/,
    likeness: fixed('the error answer of a download', 'download the file again: the link may have expired'),
  },
  {
    pattern: /^(404: Not Found|Not Found|Entry not found|Access denied)/i,
    likeness: fixed('the error answer of a download', 'download the file again, from a link that works'),
  },
  {
    pattern: /<PMML/,
    likeness: fixed('a PMML model', MADE_FROM),
  },
  { pattern: /^(<\?xml[^>]*>\s*)?<net\b/, likeness: fixed('an OpenVINO network (.xml)', MADE_FROM) },
  { pattern: /^</, likeness: fixed('an XML file', EXPORT_AGAIN) },
  {
    pattern: /^\{.{0,1000}"learner"/s,
    likeness: (path) => ({
      what: 'an XGBoost model (.json)',
      next: (source) => xgboost(path, source),
      format: 'xgboost-json',
      read: () => withFile(path, (bytes) => readXgboost('xgboost-json', selectJson(bytes, XGBOOST))),
    }),
  },
  {
    pattern: /^\{\s*"(ctr_data|features_info|model_info|oblivious_trees)"/,
    likeness: (path) => ({
      what: 'a CatBoost model (.json)',
      next: (source) => catboost(path, source),
      format: 'catboost-json',
      read: () => withFile(path, (bytes) => readCatboostJson(selectJson(bytes, CATBOOST))),
    }),
  },
  {
    pattern: /^tree\r?\nversion=/,
    likeness: (path) => ({
      what: 'a LightGBM text model',
      next: (source) => lightgbm(path, source),
      format: 'lightgbm-text',
      read: () => withFile(path, readLightgbm),
    }),
  },
  { pattern: /^booster\[0\]:/, likeness: fixed('a text dump of an XGBoost model', SAVE_AND_LOAD) },
  {
    pattern: /^\{\s*"name"\s*:\s*"tree"/,
    likeness: fixed('a JSON dump of a LightGBM model', SAVE_AND_LOAD),
  },
  {
    pattern: /^\{.*"(cells|nbformat)"/s,
    likeness: fixed('a Jupyter notebook', 'export the model in the notebook, and give the .onnx file'),
  },
  {
    pattern: /^\{.*"(modelTopology|weightsManifest)"/s,
    likeness: fixed('a TensorFlow.js model (model.json)', MADE_FROM),
  },
  {
    pattern: /^\{\s*("module"[^}]{0,80})?"class_name": ?"(Sequential|Functional|Model)"/,
    likeness: fixed(
      'the layers of a Keras model, without its weights',
      'save the whole model: model.save("model.keras")',
    ),
  },
  {
    pattern: /^\{.*"(architectures|model_type)"/s,
    likeness: fixed('the configuration of a Hugging Face model', 'give the whole folder that it lies in'),
  },
  { pattern: /^\{.*"op": ?"null"/s, likeness: fixed('an MXNet network (-symbol.json)', MADE_FROM) },
  { pattern: /^[{[]/, likeness: guess('a JSON file', EXPORT_AGAIN) },
  { pattern: /^svm_type /, likeness: fixed('a LIBSVM model', MADE_FROM) },
  { pattern: /^solver_type /, likeness: fixed('a LIBLINEAR model', MADE_FROM) },
  { pattern: /^@relation\b/i, likeness: fixed('a Weka table (.arff): data, not a model', EXPORT_AGAIN) },
  { pattern: /^(import|from) \w+|^def \w+\(/m, likeness: guess('a Python program', RUN_IT) },
  // Two lines and more, each of as many commas.
  { pattern: CSV, likeness: guess('a table in CSV: data, not a model', EXPORT_AGAIN) },
  { pattern: YAML, likeness: guess('a YAML file: settings, not a model', EXPORT_AGAIN) },
  { pattern: /^/, likeness: guess('a text file', EXPORT_AGAIN) },
];

/** What a text is; undefined where a file begins as no text does. */
export function textLikeness({ path, head, bytes }: Beginning): Likeness | undefined {
  const text = decode(head, bytes > head.length)?.trimStart();
  if (text === undefined) return undefined;
  return TEXTS.find(({ pattern }) => pattern.test(text))?.likeness(path);
}

/** The bytes as text: undefined where they are not UTF-8 or hold control characters, as text does not. */
function decode(head: Buffer, continues: boolean): string | undefined {
  try {
    // The last character may be cut where the file goes on.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: continues });
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
