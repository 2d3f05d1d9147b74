import { Dict, List, Made, Name, Tuple, type Value } from './interpreter/value.ts';

/** The value under a key of a dictionary: the last one, where it was set twice. */
export function entry(dict: Dict, key: string): Value | undefined {
  return dict.entries.findLast(([name]) => name === key)?.[1];
}

/** An attribute of an object, as its state says; undefined where that does not. */
export function attribute(value: Value | undefined, name: string): Value | undefined {
  if (!(value instanceof Made)) return undefined;
  for (const state of value.states.toReversed()) {
    // A pair: attributes, and those of __slots__.
    const parts = state instanceof Tuple ? state.items : [state];
    for (const part of parts) {
      const found = part instanceof Dict ? entry(part, name) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The class of an object; undefined for what is no object. */
export function classOf(value: Value | undefined): Name | undefined {
  return value instanceof Made && value.callable instanceof Name ? value.callable : undefined;
}

/** The items of a tuple or a list. */
export function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  return value instanceof Tuple || value instanceof List ? value.items : undefined;
}

/** Keys and values of a dictionary, or of an object that is one. */
export function entriesOf(value: Value | undefined): readonly [Value, Value][] | undefined {
  if (value instanceof Dict) return value.entries;
  return value instanceof Made ? value.entries?.entries : undefined;
}

/** The texts of a list or tuple that holds nothing else. */
export function textsOf(value: Value | undefined): string[] | undefined {
  const items = itemsOf(value);
  return items?.every((item) => typeof item === 'string') === true ? [...(items as string[])] : undefined;
}

/** What lies directly in a value. */
function parts(value: Value): Value[] {
  if (value instanceof Tuple || value instanceof List) return [...value.items];
  if (value instanceof Dict) return value.entries.flat();
  if (!(value instanceof Made)) return [];
  const inner = [value.content, value.items, value.entries].filter((part) => part !== undefined);
  return [...value.args, ...value.states, ...inner];
}

/** A value and all that lies in it, each once, whatever refers to whatever. */
export function* all(root: Value): Generator<Value> {
  const seen = new Set<Value>();
  const left = [root];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (value !== null && typeof value === 'object') {
      if (seen.has(value)) continue;
      seen.add(value);
      left.push(...parts(value).reverse());
    }
    yield value;
  }
}
