import type { Known } from '../formats/known.ts';
import type { Reading, Source } from '../formats/source.ts';
import type { Libraries } from './requirements.ts';

/** Libraries whose models are converted here. */
const LIBRARIES = ['scikit-learn', 'imbalanced-learn', 'xgboost', 'lightgbm', 'catboost'];

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
};

/** Opening these runs what they name. */
const RUNS_CODE = ['pickle', 'skops', 'mlflow'];

/** Whether a model that is not ONNX is converted here: by what it is, and by what reading it has told. */
export function isConverted({ reading: { source, convertible } }: Pick<Known, 'reading'>): boolean {
  const isKnown = source.framework === null || LIBRARIES.includes(source.framework);
  return convertible !== false && isKnown && FORMATS[source.format] !== undefined;
}

/** As request.json names it. */
export function formatOf({ format }: Source): string {
  return FORMATS[format]!;
}

/** Whether opening the file runs what it names. */
export function runsCode({ source }: Pick<Reading, 'source'>): boolean {
  return RUNS_CODE.includes(formatOf(source));
}

/** What has to be installed to open it, the library that decides first. */
export function librariesOf({ format, framework, frameworkVersion, libraries }: Source): Libraries {
  const named: Libraries =
    libraries ?? (framework === null ? { 'scikit-learn': null } : { [framework]: frameworkVersion });
  // A folder of MLflow has a file of its library in it: skops only where the file itself is one.
  return format === 'skops' ? { ...named, skops: null } : named;
}
