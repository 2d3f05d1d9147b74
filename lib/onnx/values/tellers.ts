import type { Graph } from '../model/graph.ts';
import type { KnownValues } from './known-values.ts';
import type { Origin, Traced } from './origins.ts';

/** What a node tells about the values that come to it. */
type Tell = (traced: Traced, known: KnownValues, graph: GraphFacts) => void;

/** What a teller has to know of the rest of the graph. */
export interface GraphFacts {
  /** Names of tensors that some output is made from: what only leads nowhere is not run. */
  used: ReadonlySet<string>;
  /** By the name of a tensor of truth values: where the gaps are, and what stands in them. */
  gaps: Map<string, { origin: Origin; values: (number | bigint | string)[] }>;
  graph: Graph;
}

/** More than this is not read of a list: the first trees of a forest tell as much as all. */
const MOST = 20_000;

/** The operators that tell something, wherever they stand. */
export const TELLERS: Record<string, Tell> = {
  OneHotEncoder({ node, index, traces, reader }, known, { used }) {
    const values = [...reader.list(index, 'cats_strings', MOST), ...reader.list(index, 'cats_int64s', MOST)];
    const isClosed = reader.integer(index, 'zeros') === 0 && used.has(node.outputs[0]!);
    for (const origin of traces[0]?.columns ?? []) known.tellKnown(origin, values, isClosed);
  },

  /** Where its result is what Where asks, its keys are what stands for a missing value. */
  LabelEncoder({ node, index, traces, reader }, known, facts) {
    const names = ['keys_strings', 'keys_int64s', 'keys_floats', 'classes_strings'];
    const lists = names.flatMap((name) => reader.list(index, name, MOST));
    const values = lists.length > 0 ? lists : ((reader.tensor(index, 'keys_tensor') ?? []) as typeof lists);
    const [first] = traces[0]?.columns ?? [];
    if (first !== undefined && asks(node.outputs[0]!, facts.graph)) {
      facts.gaps.set(node.outputs[0]!, { origin: first, values });
      return;
    }
    const numbers = values.filter((value) => typeof value !== 'number' || Number.isFinite(value));
    for (const origin of traces[0]?.columns ?? []) known.tellKnown(origin, numbers, false);
  },

  CategoryMapper({ index, traces, reader }, known) {
    const texts = reader.list(index, 'cats_strings', MOST);
    const integers = reader.list(index, 'cats_int64s', MOST);
    for (const origin of traces[0]?.columns ?? []) {
      known.tellKnown(origin, texts, false);
      known.tellKnown(origin, integers, false);
    }
  },

  TfIdfVectorizer({ index, traces, reader }, known) {
    const starts = reader.list(index, 'ngram_counts', 2).map(Number);
    const single = reader.list(index, 'pool_strings', starts[1] || MOST_WORDS);
    const words = single.slice(0, MOST_WORDS) as string[];
    const between = words.every(({ length }) => length === 1) ? '' : ' ';
    const origin = traces[0]?.columns[0];
    const integers = reader.list(index, 'pool_int64s', MOST);
    for (const column of traces[0]?.columns ?? []) known.tellKnown(column, integers, false);
    if (words.length > 0)
      known.tellExample(origin, origin?.form === 'words' ? words.join(between) : words[0]!);
  },

  Scaler({ index, traces, reader }, known) {
    tellEach(known, traces[0]?.columns, reader.list(index, 'offset', MOST));
  },

  /** A mean is taken off, as skl2onnx does it for 64-bit numbers and Keras' Normalization. */
  Sub({ node, traces, reader }, known) {
    tellEach(known, traces[0]?.columns, reader.constant(node.inputs[1] ?? '') ?? []);
  },

  Imputer({ index, traces, reader }, known) {
    const floats = reader.list(index, 'imputed_value_floats', MOST);
    const filled = floats.length > 0 ? floats : reader.list(index, 'imputed_value_int64s', MOST);
    const missing =
      floats.length > 0
        ? (reader.float(index, 'replaced_value_float') ?? 0)
        : (reader.integer(index, 'replaced_value_int64') ?? 0);
    for (const origin of traces[0]?.columns ?? []) known.tellMissing(origin, missing);
    tellEach(known, traces[0]?.columns, filled);
  },

  TreeEnsembleClassifier: tellTrees,
  TreeEnsembleRegressor: tellTrees,

  Equal({ node, traces, reader }, _known, { gaps }) {
    const [origin] = traces.find((trace) => trace !== undefined)?.columns ?? [];
    const values = node.inputs.flatMap((name) => reader.constant(name) ?? []);
    const [value] = values;
    if (origin && values.length === 1 && typeof value !== 'boolean')
      gaps.set(node.outputs[0]!, { origin, values: [value!] });
  },

  IsNaN({ node, traces }, _known, { gaps }) {
    const [origin] = traces[0]?.columns ?? [];
    if (origin) gaps.set(node.outputs[0]!, { origin, values: [NaN] });
  },

  Where({ node }, known, { gaps }) {
    const gap = gaps.get(node.inputs[0]!);
    for (const value of gap?.values ?? []) known.tellMissing(gap!.origin, value);
  },
};

const MOST_WORDS = 4;

/** Whether a tensor is the condition of a Where, directly or as truth values. */
function asks(name: string, graph: Graph): boolean {
  const cast = graph.nodes.find(({ operator, inputs }) => operator === 'Cast' && inputs[0] === name);
  const names = [name, cast?.outputs[0]];
  return graph.nodes.some(({ operator, inputs }) => operator === 'Where' && names.includes(inputs[0]));
}

/** One value for each column, or one for all. */
function tellEach(known: KnownValues, columns: (Origin | undefined)[] = [], values: unknown[]): void {
  if (values.length !== 1 && values.length !== columns.length) return;
  columns.forEach((origin, column) => {
    const value = Number(values[values.length === 1 ? 0 : column]);
    // A 0 stands where nothing is taken off.
    if (Number.isFinite(value) && value !== 0) known.tellExample(origin, value);
  });
}

/** The middle one of the thresholds that a column is compared with; and whether trees have learned to do without it. */
function tellTrees({ index, traces, reader }: Traced, known: KnownValues): void {
  const columns = traces[0]?.columns ?? [];
  if (columns.every((origin) => origin === undefined)) return;
  const list = (name: string): (number | bigint | string)[] => reader.list(index, name, MOST);
  const modes = list('nodes_modes');
  const features = list('nodes_featureids').map(Number);
  const floats = list('nodes_values');
  const values = floats.length > 0 ? floats : (reader.tensor(index, 'nodes_values_as_tensor') ?? []);
  const tracks = list('nodes_missing_value_tracks_true');
  const thresholds = new Map<number, number[]>();
  features.forEach((feature, i) => {
    if (modes[i] === undefined || modes[i] === 'LEAF' || values[i] === undefined) return;
    thresholds.set(feature, [...(thresholds.get(feature) ?? []), Number(values[i])]);
    if (tracks[i] === 1) known.tellMissing(columns[feature], NaN);
  });
  for (const [feature, found] of thresholds) {
    found.sort((one, other) => one - other);
    const middle = found[Math.floor(found.length / 2)]!;
    if (Number.isFinite(middle)) known.tellExample(columns[feature], middle);
  }
}
