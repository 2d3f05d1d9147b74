import type { Known } from '../formats/known.ts';
import type { Reading, Source } from '../formats/source.ts';
import type { Libraries } from './requirements.ts';

/** Frameworks of models that are converted here → the library whose row of requirements opens them. */
const FRAMEWORKS: Record<string, string> = {
  'scikit-learn': 'scikit-learn',
  'imbalanced-learn': 'imbalanced-learn',
  xgboost: 'xgboost',
  lightgbm: 'lightgbm',
  catboost: 'catboost',
  keras: 'tensorflow',
  tensorflow: 'tensorflow',
  tflite: 'tensorflow',
  pytorch: 'torch',
  'huggingface transformers': 'torch',
};

/** Formats of the reader → what the program in the sandbox calls them. */
const FORMATS: Record<string, string> = {
  pickle: 'pickle',
  joblib: 'pickle',
  skops: 'skops',
  mlflow: 'mlflow',
  'xgboost-json': 'xgboost',
  'xgboost-ubj': 'xgboost',
  'xgboost-binary': 'xgboost',
  'lightgbm-text': 'lightgbm',
  'catboost-cbm': 'catboost',
  'catboost-json': 'catboost',
  keras: 'keras',
  'keras-h5': 'keras',
  savedmodel: 'savedmodel',
  tflite: 'tflite',
  torchscript: 'torchscript',
  'torch-export': 'torch-export',
  torch: 'torch',
  huggingface: 'huggingface',
};

/** Opening these runs what they name. */
const RUNS_CODE = ['pickle', 'skops', 'mlflow', 'torch'];

/** Whether a model that is not ONNX is converted here: by what it is, and by what reading it has told. */
export function isConverted({ reading: { source, convertible } }: Pick<Known, 'reading'>): boolean {
  const isKnown = source.framework === null || FRAMEWORKS[source.framework] !== undefined;
  return convertible !== false && isKnown && FORMATS[source.format] !== undefined;
}

/** As request.json names it: of a folder of MLflow with a network in it, and of a pickled module, what that is. */
export function formatOf({ format, framework, path = '' }: Source): string {
  const isWrapped = FORMATS[format] === 'mlflow' || FORMATS[format] === 'pickle';
  const network = isWrapped ? FRAMEWORKS[framework ?? ''] : undefined;
  if (network === 'torch') return framework === 'pytorch' ? 'torch' : 'huggingface';
  if (network === 'tensorflow') return /\.(?:keras|h5)$/.test(path) ? 'keras' : 'savedmodel';
  return FORMATS[format]!;
}

/** Where in the folder of a model the file or folder lies that is opened; null where it is the whole. */
export function insideOf(source: Source): string | null {
  return source.format === 'mlflow' && formatOf(source) !== 'mlflow' ? (source.path ?? null) : null;
}

/** Whether opening the file runs what it names. */
export function runsCode({ source }: Pick<Reading, 'source'>): boolean {
  return RUNS_CODE.includes(formatOf(source));
}

/** What has to be installed to open it, the library that decides first. */
export function librariesOf({ format, framework, frameworkVersion, libraries }: Source): Libraries {
  const library = framework === null ? 'scikit-learn' : (FRAMEWORKS[framework] ?? framework);
  // What Keras and PyTorch write, their newest versions read.
  if (library === 'tensorflow' || library === 'torch') return { [library]: null };
  const named: Libraries = libraries ?? { [library]: framework === null ? null : frameworkVersion };
  // A folder of MLflow has a file of its library in it: skops only where the file itself is one.
  return format === 'skops' ? { ...named, skops: null } : named;
}
