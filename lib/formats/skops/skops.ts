import { FormatError } from '../bytes/format-error.ts';
import type { ZipArchive } from '../bytes/zip.ts';
import { selectJson } from '../json/select-json.ts';
import { type Json, member, textOf } from '../json/selection.ts';
import { append, Keeper, setItems } from '../pickle/keeper.ts';
import { Names } from '../pickle/names.ts';
import { readingFrom } from '../pickle/reading-of.ts';
import { Dict, List, Made, Name, Tuple, type Value } from '../pickle/value.ts';
import type { Reading } from '../source.ts';
import { readNpy } from './npy.ts';

const SCHEMA_AT_MOST = 64 * 2 ** 20;
// Nodes that are values of Python or NumPy themselves; all others are of a class that opening the file calls.
const PLAIN = new Set([
  'JsonNode',
  'ListNode',
  'TupleNode',
  'DictNode',
  'SetNode',
  'NdArrayNode',
  'CachedNode',
]);

/** A model that skops saved: a tree of objects in schema.json, arrays beside it. Throws FormatError. */
export function readSkops(archive: ZipArchive): Reading {
  const schema = archive.find(/^schema\.json$/);
  if (schema === undefined) throw new FormatError('malformed', 'schema.json is missing');
  const tree = selectJson(archive.open(schema, SCHEMA_AT_MOST), true);
  const names = new Names();
  return readingFrom('skops', names, new Nodes(archive, names).value(tree));
}

/** Makes of skops' nodes what a pickle of the same model would describe; https://skops.readthedocs.io/en/stable/persistence.html. */
class Nodes {
  readonly #archive: ZipArchive;
  readonly #names: Names;
  readonly #keeper = new Keeper();
  /** By the node's own number, for those that refer to it. */
  readonly #seen = new Map<number, Value>();

  constructor(archive: ZipArchive, names: Names) {
    this.#archive = archive;
    this.#names = names;
  }

  value(node: Json | undefined): Value {
    const id = Number(member(node, '__id__'));
    const loader = textOf(member(node, '__loader__')) ?? '';
    if (loader === 'CachedNode') return this.#seen.get(id) ?? null;
    const value = this.#made(loader, node);
    this.#seen.set(id, value);
    return value;
  }

  #made(loader: string, node: Json | undefined): Value {
    const content = member(node, 'content');
    if (loader === 'JsonNode') return scalar(textOf(content));
    if (loader === 'DictNode') return this.#dict(content);
    if (loader === 'ListNode' || loader === 'SetNode') return this.#list(content);
    if (loader === 'TupleNode') return new Tuple(items(content).map((item) => this.value(item)));
    if (loader === 'NdArrayNode') return this.#array(node);
    const name = this.#name(loader, node);
    if (name === undefined) return null;
    if (loader === 'TypeNode' || loader === 'FunctionNode') return name;
    const made = this.#keeper.made(name, []);
    // A part may be a node, or a map of them, as the loader wants it.
    for (const part of partsOf(content)) made.states.push(this.value(part));
    return made;
  }

  /** What is called: of a type or function, that is its content. */
  #name(loader: string, node: Json | undefined): Name | undefined {
    const content = loader === 'TypeNode' || loader === 'FunctionNode' ? member(node, 'content') : undefined;
    const said = (key: string, ...others: string[]): string | undefined =>
      [key, ...others].map((one) => textOf(member(content, one))).find((one) => one !== undefined) ??
      textOf(member(node, key));
    const module = said('__module__', 'module_path');
    const name = said('__class__', 'function');
    if (module === undefined || name === undefined) return undefined;
    const isPlain = PLAIN.has(loader) || (loader === 'TypeNode' && module === 'builtins');
    return isPlain ? new Name(module, name) : this.#names.name(module, name, 4);
  }

  #dict(content: Json | undefined): Value {
    const dict = new Dict();
    if (content !== null && typeof content === 'object' && !Array.isArray(content))
      setItems(
        dict,
        Object.entries(content).flatMap(([key, value]) => [key, this.value(value)]),
      );
    return dict;
  }

  #list(content: Json | undefined): Value {
    const list = new List();
    append(
      list,
      items(content).map((item) => this.value(item)),
    );
    return list;
  }

  /** An array in a file of its own, or as a list where it holds objects. */
  #array(node: Json | undefined): Value {
    const file = textOf(member(node, 'file'));
    const found = file === undefined ? undefined : this.#archive.members.find(({ name }) => name === file);
    if (found !== undefined) return readNpy(this.#archive, found);
    const list = this.#list(member(node, 'content'));
    const length = list instanceof List ? list.length : 0;
    return array([length], 'O8', list);
  }
}

/** As NumPy pickles an array. */
export function array(shape: number[], dtype: string, content: Value, order = '|'): Made {
  const type = new Made(new Name('numpy', 'dtype'), [dtype, false, true]);
  const [, kind, digits] = /^([a-zA-Z?])(\d*)$/.exec(dtype) ?? [];
  const size = kind === 'U' ? 4 * Number(digits) : kind === 'S' ? Number(digits) : -1;
  type.states.push(new Tuple([3, order, null, null, null, size, -1, kind === 'O' ? 1 : 0]));
  const made = new Made(new Name('numpy.core.multiarray', '_reconstruct'), []);
  made.states.push(new Tuple([1, new Tuple(shape), type, false, content]));
  return made;
}

function scalar(text: string | undefined): Value {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? value
      : null;
  } catch {
    return null;
  }
}

function items(content: Json | undefined): Json[] {
  return Array.isArray(content) ? content : [];
}

function partsOf(content: Json | undefined): Json[] {
  if (content === null || typeof content !== 'object') return [];
  if (Array.isArray(content)) return content;
  return '__loader__' in content
    ? [content]
    : Object.values(content).filter((part) => typeof part === 'object');
}
