import { type Json, member, textOf } from '../json/selection.ts';
import { few, type Problem } from '../reading.ts';
import { LAYERS, UNSAFE } from './layers.ts';

/** What building a model from its configuration would call, and what speaks against it. */
export interface KerasCalls {
  calls: string[];
  unknownCalls: string[];
  /** Why it must not be opened; one for each kind. */
  problems: Problem[];
}

// Modules whose classes and functions Keras itself finds by name, and which run nothing but themselves.
const KERAS =
  /^(keras|tf_keras|keras\._tf_keras\.keras|tensorflow\.keras)(\.src)?(\.(layers|models|initializers|regularizers|constraints|activations|optimizers|losses|metrics|dtype_policies|mixed_precision|quantizers|random|ops|schedules|legacy|policy|dtype_policy|numpy|nn|math|core|image|linalg|function|operation|functional|sequential|model|activations)(\.\w+)?)*$/;
// Values that stand in a configuration as themselves.
const VALUES = /^__(keras_tensor|tensor|numpy|bytes|tuple|ellipsis|slice|typespec|jax|torch|tf_tensor)\w*__$/;
const HOLDS_LAYERS = new Set(['layers', 'layer', 'cell', 'cells', 'forward_layer', 'backward_layer']);
// TFOpLambda calls a function of TensorFlow by its name.
const HARMLESS_FUNCTION =
  /^(math|nn|linalg|strings|image|signal|sets|random|bitwise|keras\.(backend|activations|layers)|__operators__|_?[a-z]\w*)(\.\w+)*$/;
const HARMFUL_FUNCTION =
  /(^|\.)(io|raw_ops|py_function|numpy_function|load_library|load_op_library|saved_model|summary|train|data|compat|print|read_file|write_file|eager_py_func)(\.|$)/;

/** Walks through a configuration. Depth and size were bounded when it was read. */
export function judgeConfig(config: Json): KerasCalls {
  const calls = new Set<string>();
  const unknown = new Map<string, string>();
  const todo: { value: Json; holder: string }[] = [{ value: config, holder: 'layers' }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { value, holder } = next;
    if (value === null || typeof value !== 'object') continue;
    const name = textOf(member(value, 'class_name'));
    if (name !== undefined) {
      const { call, fault } = judgeObject(name, value, HOLDS_LAYERS.has(holder));
      if (call !== undefined) calls.add(call);
      if (call !== undefined && fault !== undefined) unknown.set(call, fault);
    }
    const inner = Array.isArray(value)
      ? value.map((one) => ({ value: one, holder }))
      : Object.entries(value).map(([key, one]) => ({ value: one, holder: key }));
    todo.push(...inner);
  }
  return {
    calls: [...calls].sort(),
    unknownCalls: [...unknown.keys()].sort(),
    problems: problemsOf(unknown),
  };
}

function judgeObject(name: string, value: Json, isLayer: boolean): { call?: string; fault?: string } {
  const module = textOf(member(value, 'module'));
  const config = member(value, 'config');
  if (VALUES.test(name)) return {};
  if (Object.hasOwn(UNSAFE, name)) return { call: `keras.layers.${name}`, fault: UNSAFE[name]! };
  if (typeof member(config, 'vocabulary') === 'string') {
    const fault = `the vocabulary of ${name}, a file to be read: ${textOf(member(config, 'vocabulary'))}`;
    return { call: `keras.layers.${name}`, fault };
  }
  if (name === 'TFOpLambda') return tensorflowFunction(textOf(member(config, 'function')) ?? '');
  if (module === undefined) {
    if (!isLayer) return {};
    return LAYERS.has(name)
      ? { call: `keras.layers.${name}` }
      : { call: name, fault: `the class ${name}, which is not in the file` };
  }
  const call = name === 'function' ? `${module}.${textOf(config) ?? name}` : `${module}.${name}`;
  const isWord = /^\w+$/.test(name === 'function' ? (textOf(config) ?? '') : name);
  return KERAS.test(module) && isWord && (!isLayer || isKnownLayer(name, module))
    ? { call }
    : { call, fault: `${call}, which is not of Keras` };
}

/** Operations on tensors are layers of their own in Keras 3: keras.src.ops.numpy.Add. */
function isKnownLayer(name: string, module: string): boolean {
  return LAYERS.has(name) || /\.ops(\.|$)/.test(module);
}

function tensorflowFunction(name: string): { call: string; fault?: string } {
  const call = `tensorflow.${name}`;
  return HARMLESS_FUNCTION.test(name) && !HARMFUL_FUNCTION.test(name)
    ? { call }
    : { call, fault: `${call}, which is not a function of numbers` };
}

function problemsOf(unknown: Map<string, string>): Problem[] {
  if (unknown.size === 0) return [];
  return [
    {
      code: 'calls-unknown',
      message: `Opening it would run what is not known to be harmless: ${few([...unknown.values()].sort())}`,
      hint: 'build the model of layers that Keras brings, and save it again',
    },
  ];
}
