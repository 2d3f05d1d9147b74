import { FormatError } from '../bytes/format-error.ts';
import type { ZipArchive } from '../bytes/zip.ts';
import type { Reading } from '../source.ts';
import { Names } from './names.ts';
import { arrayFromNpy } from './arrays/npy.ts';
import { readingFrom } from './reading-of.ts';
import { Dict, List, Made, Name, Tuple, type Value } from './interpreter/value.ts';

const SCHEMA_AT_MOST = 16 * 2 ** 20;
const ARRAY_AT_MOST = 64 * 2 ** 10;
const DEEPEST = 200;
const MODERN = 5;
/** What Python writes for numbers that JSON has no word for. */
const CONSTANTS: Record<string, number> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity };

/** One object of schema.json, as skops.io describes it: skops/io/_general.py, _numpy.py and their neighbours. */
interface Node {
  __class__?: unknown;
  __module__?: unknown;
  __loader__?: unknown;
  __id__?: unknown;
  __reduce__?: { args?: unknown };
  content?: unknown;
  type?: unknown;
  file?: unknown;
}

/**
 * A model that skops saved: an archive whose schema.json describes its objects, with arrays beside it. skops makes
 * objects of the classes that it names, so that they are judged as those of a pickle are. Throws FormatError.
 */
export function readSkops(archive: ZipArchive): Reading {
  const member = archive.find(/^schema\.json$/);
  if (member === undefined) throw new FormatError('malformed', 'schema.json is missing');
  const schema = new Schema(archive);
  const root = schema.value(parsed(archive.text(member, SCHEMA_AT_MOST)), 0);
  return readingFrom('skops', schema.names, root);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FormatError('malformed', 'schema.json is not JSON');
  }
}

class Schema {
  readonly names = new Names();
  readonly #archive: ZipArchive;
  readonly #known = new Map<unknown, Value>();

  constructor(archive: ZipArchive) {
    this.#archive = archive;
  }

  /** What a node stands for. */
  value(json: unknown, depth: number): Value {
    if (depth > DEEPEST) throw new FormatError('too-large', 'its objects lie too deep in one another');
    if (json === null || typeof json !== 'object') return plain(json);
    const node = json as Node;
    if (this.#known.has(node.__id__) && node.content === undefined && node.file === undefined)
      return this.#known.get(node.__id__)!;
    const value = this.#made(node, depth + 1);
    if (node.__id__ !== undefined) this.#known.set(node.__id__, value);
    return value;
  }

  #made(node: Node, depth: number): Value {
    const { content } = node;
    switch (node.__loader__) {
      case 'JsonNode':
        return typeof content === 'string' ? plain(CONSTANTS[content] ?? parsed(content)) : null;
      case 'ListNode':
      case 'SetNode':
        return this.#list(content, depth);
      case 'TupleNode':
        return new Tuple(this.#list(content, depth).items);
      case 'DictNode':
        return this.#dict(content, depth);
      case 'NdArrayNode':
      case 'MaskedArrayNode':
        return this.#array(node, depth);
      case 'FunctionNode':
      case 'TypeNode':
        return this.#named(node);
      default:
        return this.#object(node, depth);
    }
  }

  /** An object of a class, or whatever else a loader makes: what it would call is the class that it names. */
  #object(node: Node, depth: number): Made {
    const args = this.value(node.__reduce__?.args ?? null, depth);
    const made = new Made(this.#named(node), args instanceof Tuple ? args.items : []);
    const state = this.#contentOf(node.content, depth);
    if (state !== null) made.states.push(state);
    return made;
  }

  #contentOf(content: unknown, depth: number): Value {
    if (content === null || typeof content !== 'object') return plain(content);
    if (Array.isArray(content)) return this.#list(content, depth);
    return '__loader__' in content ? this.value(content, depth) : this.#dict(content, depth);
  }

  #named({ __class__: name, __module__: module, content }: Node): Name {
    // Before skops 0.5 the name of a function stood a level deeper.
    const inner = content !== null && typeof content === 'object' ? (content as Record<string, unknown>) : {};
    const qualname = inner['function'] ?? name;
    const from = inner['module_path'] ?? module;
    if (typeof qualname !== 'string' || typeof from !== 'string')
      throw new FormatError('malformed', 'an object of it has no class');
    return this.names.name(from, qualname, MODERN);
  }

  #list(content: unknown, depth: number): List {
    const list = new List();
    list.items.push(...(Array.isArray(content) ? content.map((item) => this.value(item, depth)) : []));
    list.length = list.items.length;
    return list;
  }

  #dict(content: unknown, depth: number): Dict {
    const dict = new Dict();
    for (const [key, item] of Object.entries(content ?? {}))
      dict.entries.push([key, this.value(item, depth)]);
    dict.length = dict.entries.length;
    return dict;
  }

  #array(node: Node, depth: number): Value {
    if (Array.isArray(node.content)) return this.#list(node.content, depth);
    const member = this.#archive.members.find(({ name }) => name === node.file);
    if (member === undefined || member.size > ARRAY_AT_MOST) return null;
    const source = this.#archive.open(member, ARRAY_AT_MOST);
    return source.size > ARRAY_AT_MOST ? null : (arrayFromNpy(source.read(0, source.size)) ?? null);
  }
}

function plain(json: unknown): Value {
  const isPlain = typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean';
  return isPlain ? json : null;
}
