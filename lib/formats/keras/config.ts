import { type Json, member, textOf } from '../json/selection.ts';
import { judged, type Problem, refused, source } from '../reading.ts';
import type { Reading, SourceColumn } from '../source.ts';
import { judgeConfig } from './judge-config.ts';

const LAYERS_SHOWN = 60;
const DEPTH_SHOWN = 8;

/** A Keras model from its configuration, as `.keras` and `.h5` hold it. */
export function readKerasConfig(
  format: 'keras' | 'keras-h5',
  config: Json,
  version: string | null,
  problems: Problem[],
): Reading {
  const { calls, unknownCalls, problems: unsafe } = judgeConfig(config);
  const said = source(format, {
    framework: 'keras',
    frameworkVersion: version,
    model: modelName(config),
    columns: columnsOf(config),
    calls,
    unknownCalls,
  });
  const against = [...unsafe, ...problems];
  return against.length > 0 ? refused(said, ...against) : judged(said, usesGelu(config) ? [GELU] : []);
}

const GELU: Problem = {
  code: 'model-gelu',
  message:
    'It uses gelu: tf2onnx writes an operator for it that does not exist (Erfc), and the converted model does not load',
  hint: 'put 1 - Erf(x) in the place of each Erfc in the converted model, or train with gelu approximated (approximate=True)',
};

function usesGelu(config: Json): boolean {
  const todo = [config];
  for (let value = todo.pop(); value !== undefined; value = todo.pop()) {
    if (value === null || typeof value !== 'object') continue;
    if (member(value, 'activation') === 'gelu' || member(value, 'hidden_act') === 'gelu') return true;
    todo.push(...(Array.isArray(value) ? value : Object.values(value)));
  }
  return false;
}

/** `Sequential(LSTM, Bidirectional(GRU), Dense)`: layers in the order of the file, without the inputs. */
function modelName(model: Json, depth = 0): string {
  const name = textOf(member(model, 'class_name')) ?? 'Model';
  const inner = [...layersOf(model), member(model, 'config', 'layer')].filter(
    (layer) => layer !== undefined && textOf(member(layer, 'class_name')) !== 'InputLayer',
  ) as Json[];
  if (inner.length === 0 || depth > DEPTH_SHOWN) return name;
  const shown = inner.slice(0, LAYERS_SHOWN).map((layer) => modelName(layer, depth + 1));
  return `${name}(${[...shown, ...(inner.length > LAYERS_SHOWN ? ['…'] : [])].join(', ')})`;
}

/** Before Keras 2.2.3 the configuration of a Sequential was the list itself. */
function layersOf(model: Json): Json[] {
  const config = member(model, 'config');
  const layers = Array.isArray(config) ? config : member(config, 'layers');
  return Array.isArray(layers) ? layers : [];
}

function columnsOf(model: Json): SourceColumn[] {
  const layers = layersOf(model);
  const inputs = layers.filter((layer) => textOf(member(layer, 'class_name')) === 'InputLayer');
  if (inputs.length > 0) {
    const order = textsIn(member(model, 'config', 'input_layers'));
    const columns = inputs.map((layer) => column(layer, ''));
    return columns.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  }
  const [first] = layers;
  const hasShape = member(first, 'config', 'batch_input_shape') !== undefined;
  return hasShape ? [column(first!, '_input')] : [];
}

/** The names of the inputs in their order: lists such as ["numbers", 0, 0], in a list, a map, or alone. */
function textsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return (Array.isArray(value) ? value : Object.values(value)).flatMap((one) => textsIn(one));
}

function column(layer: Json, suffix: string): SourceColumn {
  const name = textOf(member(layer, 'config', 'name')) ?? textOf(member(layer, 'name')) ?? 'input';
  return { name: name + suffix, type: columnType(textOf(member(layer, 'config', 'dtype'))) };
}

/** A type of a tensor as the type of a column. */
export function columnType(type: string | undefined): SourceColumn['type'] {
  if (type === undefined) return null;
  if (/^(b?float|double|half)/.test(type)) return 'number';
  if (/^u?int|^long/.test(type)) return 'integer';
  if (type === 'string') return 'text';
  return type === 'bool' ? 'boolean' : null;
}
