import { trainedCases } from '../lib/formats/trained-cases.ts';

/** What is refused, and the name that the refusal gives. */
export const REFUSED: Record<string, RegExp> = {
  'cancer-knn-distance': /KNeighborsClassifier.*weights="distance"/,
  'catboost125-categorical-cbm': /CatBoost exports ONNX of numeric columns alone/,
  'classifier-chain': /ClassifierChain/,
  'custom-transformer-in-main': /AddRatio/,
  'data-dataframe-pkl': /DataFrame/,
  'data-numpy-array-pkl': /array/,
  'functiontransformer-lambda-cloudpickle': /FunctionTransformer.*lambda/,
  'functiontransformer-named-in-main': /months/,
  'isotonic-unsupported': /IsotonicRegression/,
  'knnimputer-spline-unsupported': /KNNImputer|SplineTransformer/,
  'label-propagation-unsupported': /LabelPropagation/,
  'mlflow-pyfunc-only': /pyfunc/,
  'reviews-hashing-linearsvc': /HashingVectorizer/,
  'reviews-tfidf-logreg': /TfidfVectorizer.*sublinear_tf/,
  'sales-dates-as-text': /OneHotEncoder.*infrequent/,
  'transformed-target-log1p': /TransformedTargetRegressor/,
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
