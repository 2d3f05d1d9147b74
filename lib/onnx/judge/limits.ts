/**
 * What onnxruntime-node can load and carry: data, each with its source. "Measured" is: a model of that kind was given
 * to onnxruntime-node 1.30.0 on linux x64.
 */
export const RUNTIME = 'onnxruntime-node 1.30';

/** Newest IR version that loads. Measured: 13 loads, 14 gives "Unsupported model IR version". 0 loads as well. */
export const MAX_IR_VERSION = 13;

/**
 * Newest version of each domain that may be imported, used or not. Measured: the next version is refused by
 * ValidateOpsetForDomain; any version of a domain that is not listed may be imported.
 */
export const MAX_OPSETS: Record<string, number> = {
  'ai.onnx': 26,
  'ai.onnx.ml': 5,
  'ai.onnx.preview': 1,
  'ai.onnx.preview.training': 1,
  'ai.onnx.training': 1,
  'com.microsoft': 1,
  'com.microsoft.experimental': 1,
  'com.microsoft.nchwc': 1,
  'com.ms.internal.nhwc': 26,
  'org.pytorch.aten': 1,
};

/**
 * Domains with operators that run on a CPU; '' is ai.onnx. Source: get_all_opkernel_def() of the Python package
 * onnxruntime 1.30.0. The binding has no way to register others.
 */
export const OPERATOR_DOMAINS = ['', 'ai.onnx.ml', 'com.microsoft', 'com.microsoft.nchwc'];

/**
 * Largest model file in bytes; weights in external data files do not count. Measured: 2^31 − 4096 loads, 2^31 + 4096
 * gives "Protobuf parsing failed". https://protobuf.dev/programming-guides/proto-limits/
 */
export const MAX_MODEL_BYTES = 2 ** 31 - 1;

/** What the project has in the model's folder: an external data file, or its folder, cannot have these names. */
export const TAKEN_NAMES = ['model.onnx', 'card.json', 'previous'];
