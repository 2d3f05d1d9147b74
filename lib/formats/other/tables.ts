import type { Source } from '../source.ts';
import { type Conversion, pinned, python, quoted } from './lines.ts';
import { initialTypes } from './initial-types.ts';

// What becomes of models that learned from tables: scikit-learn, XGBoost, LightGBM, CatBoost.

// Converters write their graphs with protobuf's Python, and fail with version 7.
const PROTOBUF = '"protobuf<7"';

// onnxmltools 1.12 to 1.16 imports `packaging` (convert/main.py), and does not ask for it.
const ONNXMLTOOLS = `onnxmltools packaging ${PROTOBUF}`;
const ONNXMLTOOLS_TYPES = 'from onnxmltools.convert.common.data_types import FloatTensorType';

function saveScikitLearn(source?: Source): string[] {
  return [...initialTypes(source), 'onnx.save(to_onnx(model, initial_types=types), "model.onnx")'];
}

/** joblib.load reads what pickle.dump wrote as well, and what joblib.dump compressed. */
export const scikitLearn: Conversion = (path, source) =>
  python(`skl2onnx ${PROTOBUF} ${pinned('scikit-learn', 'scikit-learn', source)}`, [
    'import joblib, onnx',
    'from skl2onnx import to_onnx',
    `model = joblib.load(${quoted(path)})`,
    ...saveScikitLearn(source),
  ]);

export const skops: Conversion = (path, source) =>
  python(`skl2onnx skops ${PROTOBUF} ${pinned('scikit-learn', 'scikit-learn', source)}`, [
    'import onnx, skops.io',
    'from skl2onnx import to_onnx',
    `types = skops.io.get_untrusted_types(file=${quoted(path)})`,
    'print(types)  # go on if you trust these',
    `model = skops.io.load(${quoted(path)}, trusted=types)`,
    ...saveScikitLearn(source),
  ]);

function fromXgboost(packages: string, modules: string, load: string[]): string[] {
  return python(`${ONNXMLTOOLS} ${packages}`, [
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

export const xgboost: Conversion = (path, source) => xgboostFile(path, pinned('xgboost', 'xgboost', source));

/** XGBoost 3.1 and later refuse the binary format, and name 3.0 as the last to read it. */
export const oldXgboost: Conversion = (path) => xgboostFile(path, '"xgboost<3.1"');

export const xgboostPickle: Conversion = (path, source) =>
  fromXgboost(`${pinned('xgboost', 'xgboost', source)} scikit-learn`, 'joblib, onnx', [
    `model = joblib.load(${quoted(path)})`,
    'if hasattr(model, "get_booster"): model = model.get_booster()',
  ]);

function fromLightgbm(packages: string, modules: string, load: string[]): string[] {
  return python(`${ONNXMLTOOLS} ${packages}`, [
    `import ${modules}`,
    'from onnxmltools import convert_lightgbm',
    ONNXMLTOOLS_TYPES,
    ...load,
    'converted = convert_lightgbm(model, initial_types=[("X", X)])',
    'onnx.save(converted, "model.onnx")',
  ]);
}

export const lightgbm: Conversion = (path, source) =>
  fromLightgbm(pinned('lightgbm', 'lightgbm', source), 'lightgbm, onnx', [
    `model = lightgbm.Booster(model_file=${quoted(path)})`,
    'X = FloatTensorType([None, model.num_feature()])',
  ]);

export const lightgbmPickle: Conversion = (path, source) =>
  fromLightgbm(`${pinned('lightgbm', 'lightgbm', source)} scikit-learn`, 'joblib, onnx', [
    `model = joblib.load(${quoted(path)})`,
    'columns = getattr(model, "booster_", model).num_feature()',
    'X = FloatTensorType([None, columns])',
  ]);

export const catboost: Conversion = (path, source) =>
  python(pinned('catboost', 'catboost', source), [
    'from catboost import CatBoost',
    `model = CatBoost().load_model(${quoted(path)}${source?.format === 'catboost-json' ? ', format="json"' : ''})`,
    'model.save_model("model.onnx", format="onnx")',
  ]);
