import { trainedCases } from '../lib/formats/trained-cases.ts';

/** What is refused, and the name that the refusal gives. */
export const REFUSED: Record<string, RegExp> = {
  'catboost125-categorical-cbm': /CatBoost exports ONNX of numeric columns alone/,
  'custom-transformer-in-main': /AddRatio/,
  'data-dataframe-pkl': /DataFrame/,
  'data-numpy-array-pkl': /array/,
  'functiontransformer-lambda-cloudpickle': /FunctionTransformer.*lambda/,
  'functiontransformer-named-in-main': /months/,
  'knnimputer-spline-unsupported': /KNNImputer.*equally near/,
  'label-propagation-unsupported': /LabelPropagation/,
  'mlflow-pyfunc-only': /pyfunc/,
};

/** What converts without the rows that come with it, and why these are refused. */
export const REFUSED_ROWS: Record<string, RegExp> = {
  'xgb214-categorical-json': /Contract.*codes of the categories/,
};

const FRAMEWORKS = /^(scikit-learn|xgboost|lightgbm|catboost|mlflow|imbalanced-learn|pandas|numpy)/;

/** The harmless cases of the libraries that are converted here, in the order of their names. */
export const tables = trainedCases()
  .filter(({ name, framework }) => FRAMEWORKS.test(framework) && !name.startsWith('bad-'))
  .filter(({ trust }) => trust !== 'malicious')
  .sort((a, b) => (a.name < b.name ? -1 : 1));
