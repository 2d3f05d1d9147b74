import { trainedCases } from '../lib/formats/trained-cases.ts';

/** What is refused, and the name that the refusal gives. */
export const REFUSED: Record<string, RegExp> = {
  'catboost125-categorical-cbm': /CatBoost exports ONNX of numeric columns alone/,
  'custom-transformer-in-main': /AddRatio/,
  'data-dataframe-pkl': /DataFrame/,
  'data-numpy-array-pkl': /array/,
  'functiontransformer-lambda-cloudpickle': /FunctionTransformer.*lambda/,
  'functiontransformer-named-in-main': /months/,
  'histgb-categorical-features': /HistGradientBoostingRegressor.*categorical/,
  'histgb-from-dtype-categories': /HistGradientBoostingClassifier.*categorical/,
  'knnimputer-spline-unsupported': /KNNImputer.*equally near/,
  'label-propagation-unsupported': /LabelPropagation/,
  'lgb460-categorical-txt': /LightGBM with categorical/,
  'lgb470-linear-tree-txt': /linear_tree/,
  'mlflow-pyfunc-only': /pyfunc/,
  'xgb214-categorical-json': /XGBoost with categorical/,
  'xgb214-ranking-ubj': /XGBoost's ranking/,
  'xgb305-dart-json': /dart/,
};

const FRAMEWORKS = /^(scikit-learn|xgboost|lightgbm|catboost|mlflow|imbalanced-learn|pandas|numpy)/;

/** The harmless cases of the libraries that are converted here, in the order of their names. */
export const tables = trainedCases()
  .filter(({ name, framework }) => FRAMEWORKS.test(framework) && !name.startsWith('bad-'))
  .filter(({ trust }) => trust !== 'malicious')
  .sort((a, b) => (a.name < b.name ? -1 : 1));
