import type { Problem } from '../../onnx/judge/problem.ts';
import { attribute } from './tree.ts';
import { className, estimatorsIn } from './children.ts';
import { arrayOf } from './numpy.ts';
import { Name, type Value } from './value.ts';

/** Estimators that nothing turns into ONNX nodes: skl2onnx 1.20 has no converter for them, or a wrong one. */
const WITHOUT_CONVERTER = new Set([
  'ClassifierChain',
  'RegressorChain',
  'TransformedTargetRegressor',
  'IsotonicRegression',
  'SplineTransformer',
  'LabelPropagation',
  'LabelSpreading',
  'HashingVectorizer',
]);

/** https://onnx.ai/sklearn-onnx/supported.html, and the estimators of the boosters. */
const WITH_CONVERTER = new Set(
  (
    'ARDRegression AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor BayesianGaussianMixture ' +
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
    'LGBMRegressor CatBoost CatBoostClassifier CatBoostRegressor'
  ).split(' '),
);

const SAMPLERS =
  /(Sampler|SMOTE\w*|ADASYN|TomekLinks|NearMiss|AllKNN|Neighbours|ClusterCentroids|Selection)$/;

/** Whether a model becomes ONNX: true, false with the reason, or null where only trying tells. */
export function convertibility(models: Value[]): { convertible: boolean | null; problems: Problem[] } {
  const estimators = models.flatMap((model) => estimatorsIn(model));
  const problems = estimators.flatMap((estimator) => obstacle(estimator) ?? []);
  if (problems.length > 0) return { convertible: false, problems };
  const isKnown = estimators.every((estimator) => {
    const name = className(estimator) ?? '';
    return WITH_CONVERTER.has(name) || SAMPLERS.test(name);
  });
  return { convertible: isKnown ? true : null, problems };
}

function obstacle(estimator: Value): Problem | undefined {
  const name = className(estimator) ?? '';
  if (WITHOUT_CONVERTER.has(name)) return unsupported(name, `There is no faithful ONNX form of ${name}.`);
  const func = attribute(estimator, 'func');
  if (name === 'FunctionTransformer' && func instanceof Name)
    return unsupported(
      name,
      `FunctionTransformer calls ${func.text}: a function of Python has no ONNX form.`,
    );
  const isCategorical = arrayOf(attribute(estimator, 'is_categorical_'))?.values?.includes(true) === true;
  if (name.startsWith('HistGradientBoosting') && isCategorical)
    return unsupported(
      name,
      `${name} splits categories, and has no faithful ONNX form with categorical features.`,
    );
  return undefined;
}

function unsupported(estimator: string, message: string): Problem {
  return {
    code: 'estimator-not-convertible',
    message,
    hint: `train the model without ${estimator}, or with another estimator in its place, and save it again`,
  };
}
