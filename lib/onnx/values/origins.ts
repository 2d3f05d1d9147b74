import type { CardTensor } from '../card/card.ts';
import { elementType } from '../model/datatypes.ts';
import type { Element } from '../model/tensor-data.ts';
import type { Node } from '../model/graph.ts';
import type { GraphReader } from './graph-reader.ts';

/**
 * What a value has become on its way: `same`, a number with its fraction cut off (`whole`), the digits of a number
 * (`text`), a text in another case or without some words (`normalised`), or one of its `words`.
 */
type Form = 'same' | 'whole' | 'text' | 'normalised' | 'words';

/** The column of an input that the values of a tensor come from. */
export interface Origin {
  input: number;
  column: number;
  form: Form;
}

/** Where the values of a tensor come from. */
export interface Trace {
  /** For each column of the last dimension, undefined where it is computed; one for all where each is the same. */
  columns: (Origin | undefined)[];
  /** Whether the tensor is [N, as many columns]. */
  isTable: boolean;
}

/** Where the elements of an input come from: from itself. */
export function traceOf({ shape }: CardTensor, input: number): Trace {
  const width = shape?.length === 2 ? shape[1] : undefined;
  const isTable = typeof width === 'number' && width > 0 && width <= MOST_COLUMNS;
  const columns = Array.from({ length: isTable ? width : 1 }, (_, column) => origin(input, column));
  return { columns, isTable };
}

/** A wider table has no columns that anybody thinks of one by one. */
const MOST_COLUMNS = 10_000;

function origin(input: number, column: number): Origin {
  return { input, column, form: 'same' };
}

/** A node with where its inputs come from. */
export interface Traced {
  node: Node;
  /** Its place in the graph. */
  index: number;
  /** One for each input of the node, undefined where nothing is known. */
  traces: (Trace | undefined)[];
  reader: GraphReader;
}

type Move = (traced: Traced & { trace: Trace }) => Trace | (Trace | undefined)[] | undefined;

/**
 * Where the outputs of a node come from, for the operators that leave values as they are and only move them, or change
 * them in a way that can be told. Undefined where the values are computed.
 */
export function move(traced: Traced): (Trace | undefined)[] {
  const { node, traces } = traced;
  const trace = traces.find((known) => known !== undefined);
  const move = Object.hasOwn(MOVES, node.operator) ? MOVES[node.operator] : undefined;
  const moved = trace && move?.({ ...traced, trace });
  return Array.isArray(moved) ? moved : [moved];
}

const keep: Move = ({ traces }) => traces[0];
const computed: Move = ({ traces }) =>
  traces[0] && { ...traces[0], columns: traces[0].columns.map(() => undefined) };

const MOVES: Record<string, Move> = {
  Identity: keep,
  Dropout: keep,
  Imputer: keep,
  Scaler: (traced) => (changesNothing(traced) ? keep(traced) : computed(traced)),
  Sub: computed,
  Mul: computed,
  Div: computed,
  Cast: ({ traces, reader, index }) => cast(traces[0], reader.integer(index, 'to') ?? 0),
  StringNormalizer: ({ traces, reader, index }) =>
    reader.text(index, 'case_change_action') === undefined && reader.list(index, 'stopwords', 1).length === 0
      ? traces[0]
      : reformed(traces[0], 'normalised'),
  Tokenizer: ({ traces }) => words(traces[0]),
  StringSplit: ({ traces }) => [words(traces[0])],
  Reshape: ({ traces, node, reader }) => reshaped(traces[0], reader.constant(node.inputs[1] ?? '')),
  Flatten: ({ traces }) => traces[0] && { ...traces[0], isTable: traces[0].isTable || isSingle(traces[0]) },
  Squeeze: ({ traces }) => single(traces[0], false),
  Unsqueeze: ({ traces }) => single(traces[0], true),
  Transpose: ({ traces }) => single(traces[0], false),
  Concat: ({ traces, reader, index }) =>
    traces.length === 1 ? traces[0] : isLastAxis(reader.integer(index, 'axis')) ? joined(traces) : undefined,
  FeatureVectorizer: ({ traces }) => joined(traces),
  ArrayFeatureExtractor: ({ traces, node, reader }) =>
    picked(traces[0], reader.constant(node.inputs[1] ?? '')),
  Gather: ({ traces, node, reader, index }) =>
    isLastAxis(reader.integer(index, 'axis'))
      ? picked(traces[0], reader.constant(node.inputs[1] ?? ''))
      : undefined,
  Slice: ({ traces, ...more }) => sliced(traces[0], more),
  Split: ({ traces, ...more }) => split(traces[0], more),
};

/** A Scaler with the offset 0 and the scale 1, as some converters write it for a column that is not scaled. */
function changesNothing({ reader, index }: Traced): boolean {
  const all = (name: string, value: number): boolean =>
    reader.list(index, name, MOST_COLUMNS).every((found) => found === value);
  return all('offset', 0) && all('scale', 1);
}

/** Of a table [N, F]. */
function isLastAxis(axis: number | undefined): boolean {
  return axis === 1 || axis === -1;
}

function isSingle({ columns }: Trace): boolean {
  return columns.length === 1;
}

function single(trace: Trace | undefined, isTable: boolean): Trace | undefined {
  return trace && isSingle(trace) ? { ...trace, isTable } : undefined;
}

function reformed(trace: Trace | undefined, form: Form): Trace | undefined {
  return trace && { ...trace, columns: trace.columns.map((column) => column && { ...column, form }) };
}

function words(trace: Trace | undefined): Trace | undefined {
  return trace && { ...reformed(trace, 'words')!, isTable: false };
}

/** What a Cast makes of values; a text that becomes a number is not followed. */
function cast(trace: Trace | undefined, to: number): Trace | undefined {
  const { kind, bits } = elementType(to);
  // Of fewer bits, there is little left of what the values were.
  if (kind === 'float' && bits >= 16) return trace;
  const isWhole = kind === 'integer' && bits >= 8;
  if (!isWhole && kind !== 'text') return undefined;
  return (
    trace && {
      ...trace,
      columns: trace.columns.map((column) => {
        if (column?.form !== 'same' && column?.form !== 'whole') return column;
        return { ...column, form: kind === 'text' ? 'text' : 'whole' };
      }),
    }
  );
}

/** A table stays one where its width does; of computed columns the new width is known. */
function reshaped(trace: Trace | undefined, shape: Element[] | undefined): Trace | undefined {
  if (trace === undefined || shape === undefined) return undefined;
  const width = shape.length === 2 ? Number(shape[1]) : undefined;
  if (width === trace.columns.length || isSingle(trace))
    return { ...trace, isTable: width === trace.columns.length };
  const isComputed = trace.columns.every((column) => column === undefined);
  if (!isComputed || width === undefined || !(width > 0 && width <= MOST_COLUMNS)) return undefined;
  return { columns: Array<undefined>(width).fill(undefined), isTable: true };
}

/** Tables side by side, as far as it is known how wide they are. */
function joined(traces: (Trace | undefined)[]): Trace | undefined {
  const known = traces.findIndex((trace) => trace?.isTable !== true);
  const columns = traces.slice(0, known < 0 ? undefined : known).flatMap((trace) => trace!.columns);
  return columns.length === 0 || columns.length > MOST_COLUMNS ? undefined : { columns, isTable: true };
}

function picked(trace: Trace | undefined, indices: Element[] | undefined): Trace | undefined {
  if (trace === undefined || indices === undefined || !trace.isTable) return undefined;
  const columns = indices.map((index) => trace.columns.at(Number(index)));
  return { columns, isTable: true };
}

type Slicing = Pick<Traced, 'node' | 'index' | 'reader'>;

function sliced(trace: Trace | undefined, { node, index, reader }: Slicing): Trace | undefined {
  const list = (name: string, input: number): Element[] | undefined =>
    node.inputs.length > 1 ? reader.constant(node.inputs[input] ?? '') : reader.list(index, name, 8);
  const [starts, ends, axes, steps] = ['starts', 'ends', 'axes', 'steps'].map((name, i) => list(name, i + 1));
  if (trace === undefined || starts?.length !== 1 || ends?.length !== 1) return undefined;
  const [axis, step] = [Number(axes?.[0] ?? 0), Number(steps?.[0] ?? 1)];
  if (axis === 0) return trace;
  if (!isLastAxis(axis) || step !== 1 || !trace.isTable) return undefined;
  return { ...trace, columns: trace.columns.slice(Number(starts[0]), Number(ends[0])) };
}

function split(trace: Trace | undefined, { node, index, reader }: Slicing): Trace[] | undefined {
  if (trace === undefined || !trace.isTable || !isLastAxis(reader.integer(index, 'axis'))) return undefined;
  const { columns } = trace;
  const given = node.inputs[1] ? reader.constant(node.inputs[1]) : reader.list(index, 'split', MOST_COLUMNS);
  const even = Math.ceil(columns.length / node.outputs.length);
  const sizes = given?.length ? given.map(Number) : node.outputs.map(() => even);
  let start = 0;
  return sizes.map((size) => ({ ...trace, columns: columns.slice(start, (start += size)) }));
}
