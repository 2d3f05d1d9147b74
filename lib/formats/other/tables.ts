import { type Conversion, python, quoted } from './lines.ts';

// What becomes of models that learned from tables: scikit-learn, XGBoost, LightGBM, CatBoost.

const ONNXMLTOOLS_TYPES = 'from onnxmltools.convert.common.data_types import FloatTensorType';

const SAVE_SCIKIT_LEARN = [
  'X = FloatTensorType([None, model.n_features_in_])',
  'onnx.save(to_onnx(model, initial_types=[("X", X)]), "model.onnx")',
];

/** joblib.load reads what pickle.dump wrote as well, and what joblib.dump compressed. */
export const scikitLearn: Conversion = (path) =>
  python('skl2onnx', [
    'import joblib, onnx',
    'from skl2onnx import to_onnx',
    'from skl2onnx.common.data_types import FloatTensorType',
    `model = joblib.load(${quoted(path)})`,
    ...SAVE_SCIKIT_LEARN,
  ]);

export const skops: Conversion = (path) =>
  python('skl2onnx skops', [
    'import onnx, skops.io',
    'from skl2onnx import to_onnx',
    'from skl2onnx.common.data_types import FloatTensorType',
    `types = skops.io.get_untrusted_types(file=${quoted(path)})`,
    'print(types)  # go on if you trust these',
    `model = skops.io.load(${quoted(path)}, trusted=types)`,
    ...SAVE_SCIKIT_LEARN,
  ]);

function fromXgboost(packages: string, modules: string, load: string[]): string[] {
  return python(`onnxmltools ${packages}`, [
    `import ${modules}`,
    'from onnxmltools import convert_xgboost',
    ONNXMLTOOLS_TYPES,
    ...load,
    'model.feature_names = None  # convert_xgboost reads f0, f1, … only',
    'X = FloatTensorType([None, model.num_features()])',
    'converted = convert_xgboost(model, initial_types=[("X", X)])',
    'onnx.save(converted, "model.onnx")',
  ]);
}

function xgboostFile(path: string, version: string): string[] {
  return fromXgboost(version, 'onnx, xgboost', [`model = xgboost.Booster(model_file=${quoted(path)})`]);
}

export const xgboost: Conversion = (path) => xgboostFile(path, 'xgboost');

/** XGBoost 3.1 and later refuse the binary format, and name 3.0 as the last to read it. */
export const oldXgboost: Conversion = (path) => xgboostFile(path, '"xgboost<3.1"');

export const xgboostPickle: Conversion = (path) =>
  fromXgboost('xgboost scikit-learn', 'joblib, onnx', [
    `model = joblib.load(${quoted(path)})`,
    'if hasattr(model, "get_booster"): model = model.get_booster()',
  ]);

function fromLightgbm(packages: string, modules: string, load: string[]): string[] {
  return python(`onnxmltools ${packages}`, [
    `import ${modules}`,
    'from onnxmltools import convert_lightgbm',
    ONNXMLTOOLS_TYPES,
    ...load,
    'converted = convert_lightgbm(model, initial_types=[("X", X)])',
    'onnx.save(converted, "model.onnx")',
  ]);
}

export const lightgbm: Conversion = (path) =>
  fromLightgbm('lightgbm', 'lightgbm, onnx', [
    `model = lightgbm.Booster(model_file=${quoted(path)})`,
    'X = FloatTensorType([None, model.num_feature()])',
  ]);

export const lightgbmPickle: Conversion = (path) =>
  fromLightgbm('lightgbm scikit-learn', 'joblib, onnx', [
    `model = joblib.load(${quoted(path)})`,
    'columns = getattr(model, "booster_", model).num_feature()',
    'X = FloatTensorType([None, columns])',
  ]);

export const catboost: Conversion = (path) =>
  python('catboost', [
    'from catboost import CatBoost',
    `model = CatBoost().load_model(${quoted(path)})`,
    'model.save_model("model.onnx", format="onnx")',
  ]);
