import type { Problem } from '../../reading.ts';
import { attribute, classOf } from '../tree.ts';
import { boosterIn } from './booster.ts';
import { className, estimatorsIn } from './children.ts';
import { arrayOf } from '../arrays/numpy.ts';
import { Made, Name, type Value } from '../interpreter/value.ts';

/** Those that no graph of ONNX operators can stand for: they go through all their training rows again. */
const NEVER = new Set(['LabelPropagation', 'LabelSpreading']);

/** Those that answer for the rows alone that they were fitted on. */
const WITHOUT_NEW_ROWS = new Set(
  'AgglomerativeClustering ClassicalMDS DBSCAN HDBSCAN MDS OPTICS SpectralBiclustering SpectralClustering SpectralCoclustering SpectralEmbedding TSNE'.split(
    ' ',
  ),
);

/** https://onnx.ai/sklearn-onnx/supported.html, the estimators of the boosters, and what is converted here. */
const WITH_CONVERTER = new Set(
  (
    '_BinaryGaussianProcessClassifierLaplace ARDRegression AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor BayesianGaussianMixture ' +
    'BayesianRidge BernoulliNB Binarizer CalibratedClassifierCV CategoricalNB ColumnTransformer ComplementNB ' +
    'CountVectorizer DecisionTreeClassifier DecisionTreeRegressor DictVectorizer ElasticNet ElasticNetCV ' +
    'ExtraTreeClassifier ExtraTreeRegressor ExtraTreesClassifier ExtraTreesRegressor FeatureHasher FeatureUnion ' +
    'FunctionTransformer GammaRegressor GaussianMixture GaussianNB GaussianProcessClassifier ' +
    'GaussianProcessRegressor GaussianRandomProjection GradientBoostingClassifier GradientBoostingRegressor ' +
    'GridSearchCV HistGradientBoostingClassifier HistGradientBoostingRegressor HuberRegressor IncrementalPCA ' +
    'IsolationForest KBinsDiscretizer KMeans KNNImputer KNeighborsClassifier KNeighborsRegressor KernelCenterer ' +
    'KernelPCA LabelBinarizer LabelEncoder Lars LarsCV Lasso LassoCV LassoLars LassoLarsCV LassoLarsIC ' +
    'LinearDiscriminantAnalysis LinearRegression LinearSVC LinearSVR LocalOutlierFactor LogisticRegression ' +
    'LogisticRegressionCV MLPClassifier MLPRegressor MaxAbsScaler MinMaxScaler MiniBatchKMeans ' +
    'MultiOutputClassifier MultiOutputRegressor MultiTaskElasticNet MultiTaskElasticNetCV MultiTaskLasso ' +
    'MultiTaskLassoCV MultinomialNB NearestNeighbors NeighborhoodComponentsAnalysis Normalizer NuSVC NuSVR ' +
    'OneClassSVM OneHotEncoder OneVsOneClassifier OneVsRestClassifier OrdinalEncoder OrthogonalMatchingPursuit ' +
    'OrthogonalMatchingPursuitCV PCA PLSRegression PassiveAggressiveClassifier PassiveAggressiveRegressor ' +
    'Perceptron Pipeline PoissonRegressor PolynomialFeatures PowerTransformer QuadraticDiscriminantAnalysis ' +
    'QuantileRegressor QuantileTransformer RANSACRegressor RFE RFECV RadiusNeighborsClassifier ' +
    'RadiusNeighborsRegressor RandomForestClassifier RandomForestRegressor RandomTreesEmbedding ' +
    'RandomizedSearchCV Ridge RidgeCV RidgeClassifier RidgeClassifierCV RobustScaler SGDClassifier SGDOneClassSVM ' +
    'SGDRegressor SVC SVR SelectFdr SelectFpr SelectFromModel SelectFwe SelectKBest SelectPercentile ' +
    'SimpleImputer StackingClassifier StackingRegressor StandardScaler TargetEncoder TfidfTransformer ' +
    'TfidfVectorizer TheilSenRegressor TruncatedSVD TweedieRegressor VarianceThreshold VotingClassifier ' +
    'VotingRegressor XGBClassifier XGBRegressor XGBRFClassifier XGBRFRegressor Booster LGBMClassifier ' +
    'LGBMRegressor CatBoost CatBoostClassifier CatBoostRegressor ' +
    'ClassifierChain HashingVectorizer IsotonicRegression RegressorChain SplineTransformer TransformedTargetRegressor'
  ).split(' '),
);

/** Functions of NumPy that are converted by their names: templates/convert/program/steps/functions.py. */
const ELEMENTWISE = new Set(
  (
    'absolute cbrt ceil deg2rad degrees exp exp2 expm1 fabs floor log log10 log1p log2 negative positive rad2deg ' +
    'radians reciprocal rint sign sqrt square tanh'
  ).split(' '),
);

const SAMPLERS =
  /(Sampler|SMOTE\w*|ADASYN|TomekLinks|NearMiss|AllKNN|Neighbours|ClusterCentroids|Selection)$/;

/** Whether a model becomes ONNX: true, false with the reason, or null where only trying tells, with the doubts. */
export function convertibility(models: Value[]): { convertible: boolean | null; problems: Problem[] } {
  const estimators = models.flatMap((model) => estimatorsIn(model));
  const refusals = estimators.flatMap((estimator) => refusal(estimator) ?? []);
  if (refusals.length > 0) return { convertible: false, problems: refusals };
  const doubts = estimators.flatMap((estimator) => doubt(estimator) ?? []);
  const isKnown = estimators.every((estimator) => {
    const name = className(estimator) ?? '';
    return WITH_CONVERTER.has(name) || SAMPLERS.test(name) || isNetwork(estimator);
  });
  return { convertible: doubts.length === 0 && isKnown ? true : null, problems: doubts };
}

function isNetwork(estimator: Value): boolean {
  return classOf(estimator)?.module.startsWith('torch.nn.modules.') === true;
}

function refusal(estimator: Value): Problem | undefined {
  const name = className(estimator) ?? '';
  if (NEVER.has(name)) return unsupported(name, `No graph of ONNX operators can stand for ${name}`);
  if (WITHOUT_NEW_ROWS.has(name))
    return unsupported(
      name,
      `${name} answers for the rows alone that it was fitted on: it has no predict for others`,
    );
  const booster = estimator instanceof Made ? boosterIn(estimator) : undefined;
  if (booster?.convertible === false) return booster.problems[0];
  const func = attribute(estimator, 'func');
  if (name !== 'FunctionTransformer' || !(func instanceof Made || func instanceof Name)) return undefined;
  if (func instanceof Name && func.module === 'numpy') return undefined;
  const called = func instanceof Name ? func.text : 'a function that was made while it was opened';
  return unsupported(
    name,
    `FunctionTransformer calls ${called}: nobody can tell what a function of Python computes`,
  );
}

function doubt(estimator: Value): Problem | undefined {
  const name = className(estimator) ?? '';
  const func = attribute(estimator, 'func');
  if (name === 'FunctionTransformer' && func instanceof Name && !ELEMENTWISE.has(func.qualname))
    return unsupported(name, `There is no converter for a FunctionTransformer that calls ${func.text}`);
  const isCategorical = arrayOf(attribute(estimator, 'is_categorical_'))?.values?.includes(true) === true;
  if (name.startsWith('HistGradientBoosting') && isCategorical)
    return unsupported(name, `The usual converter gets ${name} with categorical features wrong`);
  const booster = estimator instanceof Made ? boosterIn(estimator) : undefined;
  return booster?.problems[0] ?? boosterDoubt(attribute(estimator, '_Booster'));
}

function boosterDoubt(booster: Value | undefined): Problem | undefined {
  return booster instanceof Made ? boosterIn(booster)?.problems[0] : undefined;
}

function unsupported(estimator: string, message: string): Problem {
  return {
    code: 'estimator-not-convertible',
    message,
    hint: `if it cannot be converted, train the model without ${estimator} or with another estimator in its place`,
  };
}
