import { type Beginning, EXPORT_AGAIN, type Likeness, MADE_FROM } from './likeness.ts';
import { lightgbm, xgboost } from './tables.ts';

interface Text {
  pattern: RegExp;
  likeness: (path: string) => Likeness;
}

function fixed(what: string, next: string): Text['likeness'] {
  return () => ({ what, next: [next] });
}

const DOWNLOAD_FILE = 'download the file itself (GitHub: "Raw"; Hugging Face: "download")';
const SAVE_AND_LOAD = 'it cannot be loaded: save the model by save_model, and give that file';

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
  { pattern: /^</, likeness: fixed('an XML file', EXPORT_AGAIN) },
  {
    pattern: /^\{.*"learner"/s,
    likeness: (path) => ({ what: 'an XGBoost model (.json)', next: xgboost(path) }),
  },
  {
    pattern: /^tree\r?\nversion=/,
    likeness: (path) => ({ what: 'a LightGBM text model', next: lightgbm(path) }),
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
  { pattern: /^[{[]/, likeness: fixed('a JSON file', EXPORT_AGAIN) },
  { pattern: /^/, likeness: fixed('a text file', EXPORT_AGAIN) },
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
