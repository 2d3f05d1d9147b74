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
  'histgb-categorical-features': /HistGradientBoostingRegressor.*categorical/,
  'histgb-from-dtype-categories': /HistGradientBoostingClassifier.*categorical/,
  'isotonic-unsupported': /IsotonicRegression/,
  'knnimputer-spline-unsupported': /KNNImputer|SplineTransformer/,
  'label-propagation-unsupported': /LabelPropagation/,
  'lgb460-categorical-txt': /LightGBM with categorical/,
  'lgb470-linear-tree-txt': /linear_tree/,
  'lightning-checkpoint': /checkpoint|state_dict/,
  'mlflow-pyfunc-only': /pyfunc/,
  'module-class-in-main': /ChurnNet/,
  'reviews-hashing-linearsvc': /HashingVectorizer/,
  'reviews-tfidf-logreg': /TfidfVectorizer.*sublinear_tf/,
  'safetensors-state-dict': /weights only/,
  'sales-dates-as-text': /OneHotEncoder.*infrequent/,
  'state-dict-pth': /state_dict|weights/,
  'transformed-target-log1p': /TransformedTargetRegressor/,
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

const NETWORKS = /^(keras|tensorflow|tflite|pytorch|huggingface|onnx|safetensors)/;

/** Those that take tensors. */
export const networks = trainedCases()
  .filter(({ name, framework }) => NETWORKS.test(framework) && !name.startsWith('bad-'))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
