/** A column of the table that a model was trained on. */
export interface SourceColumn {
  name: string;
  /** 'number', 'integer', 'text', 'boolean'; null where the file does not say. */ type:
    'number' | 'integer' | 'text' | 'boolean' | null;
}

/** What a file that is not ONNX says of the model in it; read without running anything. */
export interface Source {
  /** 'pickle', 'joblib', 'skops', 'xgboost-json', 'xgboost-ubj', 'xgboost-binary', 'lightgbm-text', 'catboost-cbm', 'catboost-json', 'keras', 'keras-h5', 'savedmodel', 'tflite', 'torchscript', 'torch-export', 'torch', 'safetensors', 'mlflow', 'huggingface', 'triton' … */
  format: string;
  /** 'scikit-learn', 'xgboost', … as case.json names them; null where unknown. */
  framework: string | null;
  frameworkVersion: string | null;
  /** Every library that has a part in it, with its version or null; absent where there is but one. */
  libraries?: Record<string, string | null>;
  /** What it is, estimator by estimator: 'Pipeline(StandardScaler, LogisticRegression)'. */
  model: string | null;
  columns: SourceColumn[];
  classes: (string | number | boolean)[] | null;
  /** Every callable that opening it would call, as module.qualname, sorted, once each. */
  calls: string[];
  /** Those not on the allow-list. */
  unknownCalls: string[];
  /** Of a folder: the file in it that was read, or chosen where it is ONNX; from the folder. */
  path?: string;
}

/** What can be done with it: convertible is null where only trying tells. */
export interface Reading {
  source: Source;
  convertible: boolean | null;
  problems: { code: string; message: string; hint: string }[];
  /** What holds instead for who trusts the names that are not known; absent where that changes nothing. */
  trusted?: Pick<Reading, 'convertible' | 'problems'>;
}
