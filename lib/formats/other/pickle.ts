import { EXPORT_AGAIN, type Likeness } from './likeness.ts';
import { lightgbmPickle, scikitLearn, xgboostPickle } from './tables.ts';
import { readPickle } from '../pickle/read.ts';
import type { Source } from '../source.ts';
import type { Conversion } from './lines.ts';
import { torchPickle } from './networks.ts';

// Protocol 0 and 1 begin with an opcode and text; later ones with their number.
const TEXT_PROTOCOLS = /^[(\]})]*[ci][a-zA-Z_][\w.]*\n[a-zA-Z_]\w*\n/;
// torch.save before version 1.6: the pickled number 0x1950a86a20f9469cfc6c.
const TORCH_MAGIC = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex');

/** Whether a file that begins so is a pickle of Python. */
export function isPickle(head: Buffer): boolean {
  return (head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5) || TEXT_PROTOCOLS.test(head.toString('latin1'));
}

/** Whether a pickle is the first of several that torch.save wrote before version 1.6. */
export function isOldTorch(head: Buffer): boolean {
  return head.subarray(0, TORCH_MAGIC.length).equals(TORCH_MAGIC);
}

/**
 * The first class that a pickle names: `sklearn.pipeline.Pipeline`. Undefined where it names none in these bytes.
 * Protocols up to 3 have the opcode GLOBAL, later ones STACK_GLOBAL behind two texts with their lengths:
 * https://github.com/python/cpython/blob/main/Lib/pickletools.py
 */
export function firstGlobal(head: Buffer): string | undefined {
  const text = head.toString('latin1');
  const named = [
    ...text.matchAll(/c([a-zA-Z_][\w.]*)\n([a-zA-Z_]\w*)\n/g),
    ...text.matchAll(/\x8c.([a-zA-Z_][\w.]*)\x94\x8c.([a-zA-Z_]\w*)\x94\x93/gs),
  ].sort((a, b) => a.index - b.index);
  // Protocols 0 and 1 make each object by copy_reg, whatever it is.
  const first = named.find(([, module]) => module !== 'copy_reg' && module !== 'copyreg');
  return first && `${first[1]}.${first[2]}`;
}

/** What a pickle holds, told by the library of the first class that it names. */
export function pickleLikeness(path: string, head: Buffer): Likeness {
  const library = /^\w+/.exec(firstGlobal(head) ?? '')?.[0] ?? '';
  const [what, convert] = LIBRARIES[library] ?? UNKNOWN;
  const next: Likeness['next'] =
    convert === undefined ? [EXPORT_AGAIN] : (source) => (byFramework(source) ?? convert)(path, source);
  return { what, whatOf: pickledModel, next, format: 'pickle', read: () => readPickle(path) };
}

const FRAMEWORKS: Record<string, string> = {
  'scikit-learn': 'scikit-learn',
  'imbalanced-learn': 'scikit-learn',
  xgboost: 'XGBoost',
  lightgbm: 'LightGBM',
  catboost: 'CatBoost',
  pytorch: 'PyTorch',
};

function pickledModel({ framework, model }: Source): string | undefined {
  const name = model === null ? undefined : FRAMEWORKS[framework ?? ''];
  return name && `a pickled ${name} model`;
}

const DATA: [string, undefined] = ['a pickle of NumPy or pandas: data, not a model', undefined];
const UNKNOWN: [string, Conversion] = ['a Python pickle, as joblib and scikit-learn write it', scikitLearn];
const LIBRARIES: Record<string, [what: string, convert: Conversion | undefined]> = {
  xgboost: ['a pickled XGBoost model', xgboostPickle],
  lightgbm: ['a pickled LightGBM model', lightgbmPickle],
  torch: ['a pickled PyTorch model', torchPickle],
  sklearn: ['a pickled scikit-learn model', scikitLearn],
  // joblib pickles an array behind a class of its own.
  numpy: DATA,
  pandas: DATA,
  joblib: DATA,
};

/** What was read to the end knows better than the first name. */
function byFramework(source?: Source): Conversion | undefined {
  if (source?.framework === 'xgboost') return xgboostPickle;
  if (source?.framework === 'lightgbm') return lightgbmPickle;
  if (source?.framework === 'pytorch') return torchPickle;
  return source?.framework?.startsWith('scikit-learn') ? scikitLearn : undefined;
}
