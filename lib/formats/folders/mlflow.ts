import path from 'node:path';
import { parse } from 'yaml';
import { FormatError } from '../bytes/format-error.ts';
import { refused, source } from '../reading.ts';
import type { Reading, Source, SourceColumn } from '../source.ts';
import { inside, isFolder, smallText } from './inside.ts';

type Flavour = Record<string, unknown>;

// Flavours that hold a model of a library that is converted: https://mlflow.org/docs/latest/ml/model/#built-in-model-flavors
const FLAVOURS: Record<string, { framework: string; version: string[] }> = {
  onnx: { framework: 'onnx', version: ['onnx_version'] },
  sklearn: { framework: 'scikit-learn', version: ['sklearn_version'] },
  xgboost: { framework: 'xgboost', version: ['xgb_version'] },
  lightgbm: { framework: 'lightgbm', version: ['lgb_version'] },
  catboost: { framework: 'catboost', version: ['catboost_version'] },
  keras: { framework: 'keras', version: ['keras_version'] },
  tensorflow: { framework: 'tensorflow', version: ['tf_version', 'tensorflow_version'] },
  pytorch: { framework: 'pytorch', version: ['pytorch_version'] },
  transformers: { framework: 'huggingface transformers', version: ['transformers_version'] },
};
const PLACES = [
  'python_model',
  'pickled_model',
  'data',
  'model_data',
  'model_binary',
  'saved_model_dir',
  'model_path',
  'model_dir',
];
// What some flavours put into the folder that they name.
const FILES = [
  'MLmodel',
  'model.keras',
  'model.h5',
  'model.pth',
  'model.pt',
  'model.pkl',
  'model',
  'model.onnx',
  'saved_model.pb',
];

/** What an MLmodel file says: where the model itself lies, absolute, and what is known of it. */
export interface Mlflow {
  source: Source;
  file?: string;
  /** Why there is nothing to be converted. */
  reading?: Reading;
}

/** Reads a folder with an MLmodel file. Throws FormatError. */
export function readMlflow(folder: string): Mlflow {
  const model = parsed(smallText(folder, 'MLmodel') ?? '');
  const flavours = (model['flavors'] ?? {}) as Record<string, Flavour>;
  const known = Object.keys(FLAVOURS).find((name) => isRecord(flavours[name]));
  const columns = columnsOf(model['signature']);
  if (known === undefined) {
    const file = fileOf(folder, flavours['python_function'] ?? {});
    const reading = notConverted(flavours, columns);
    return { source: source('mlflow', { columns }), reading, ...(file !== undefined && { file }) };
  }
  const flavour = flavours[known]!;
  const { framework, version } = FLAVOURS[known]!;
  const versions = version.map((key) => flavour[key]).filter((value) => typeof value === 'string');
  const said = source('mlflow', { framework, frameworkVersion: versions[0] ?? null, columns });
  const file = fileOf(folder, flavour);
  return file === undefined
    ? {
        source: said,
        reading: refused(said, {
          code: 'model-incomplete',
          message: `Its MLmodel names no file of the folder for the flavour ${known}, or one that is missing or lies outside`,
          hint: 'download the whole folder of the model again',
        }),
      }
    : { source: said, file };
}

/** YAML without aliases without end: the library stops at a hundred of them. */
function parsed(text: string): Record<string, unknown> {
  try {
    // Its warnings would go to the terminal.
    const value: unknown = parse(text, { logLevel: 'error' });
    if (isRecord(value)) return value;
  } catch {
    // Told as what is no map.
  }
  throw new FormatError('malformed', 'its MLmodel is not the YAML that MLflow writes');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fileOf(folder: string, flavour: Flavour): string | undefined {
  for (const key of PLACES) {
    const value = flavour[key];
    const file = typeof value === 'string' ? inside(folder, value) : undefined;
    if (file === undefined) continue;
    if (!isFolder(file)) return file;
    const within = FILES.map((name) => inside(file, name)).find((one) => one !== undefined);
    if (within === undefined) return file;
    return path.basename(within) === 'saved_model.pb' ? file : within;
  }
  return undefined;
}

function notConverted(flavours: Record<string, Flavour>, columns: SourceColumn[]): Reading {
  const others = Object.keys(flavours).filter((name) => name !== 'python_function');
  const loader = flavours['python_function']?.['loader_module'];
  if (others.length > 0) {
    return refused(source('mlflow', { columns, framework: others[0]! }), {
      code: 'model-flavour',
      message: `It is an MLflow model of the flavour ${others.join(', ')}, which is not converted`,
      hint: 'give the ONNX export of the model, or one of scikit-learn, XGBoost, LightGBM, CatBoost, Keras or PyTorch',
    });
  }
  return refused(source('mlflow', { columns, framework: 'mlflow', model: 'pyfunc' }), {
    code: 'calls-own-code',
    message: `It is an MLflow model with the flavour python_function (pyfunc) alone${typeof loader === 'string' ? `, loaded by ${loader}` : ''}: its own code, any Python, and not a model that can be converted`,
    hint: 'give the model that the code wraps, saved by its own library',
  });
}

/** `signature.inputs` is JSON in the YAML: columns with a type, or tensors with one. */
function columnsOf(signature: unknown): SourceColumn[] {
  const inputs = isRecord(signature) ? signature['inputs'] : undefined;
  try {
    const specs: unknown = typeof inputs === 'string' ? JSON.parse(inputs) : inputs;
    return Array.isArray(specs) ? specs.filter(isRecord).flatMap((spec) => column(spec)) : [];
  } catch {
    return [];
  }
}

function column(spec: Record<string, unknown>): SourceColumn[] {
  const { name, type } = spec;
  if (typeof name !== 'string') return [];
  const tensor = spec['tensor-spec'];
  const said = type === 'tensor' && isRecord(tensor) ? tensor['dtype'] : type;
  return [{ name, type: columnType(String(said)) }];
}

function columnType(type: string): SourceColumn['type'] {
  if (/^(double|float)/.test(type)) return 'number';
  if (/^(integer|long|u?int)/.test(type)) return 'integer';
  if (/^(string|str|object)$/.test(type)) return 'text';
  return /^bool/.test(type) ? 'boolean' : null;
}
