import { isMap, isScalar, LineCounter, parseDocument, type Pair, type YAMLMap } from 'yaml';

/** A compose file with the image of a service exchanged, and what was changed, one line for each. */
export interface Pinned {
  text: string;
  changes: string[];
}

/**
 * Makes a service of a compose file start from `image`: its `image:` value is exchanged, and its `build:` becomes a
 * comment, because an image with a digest cannot be built. All else stays as it is, byte for byte.
 * @returns undefined where the service or its `image:` line is not to be found
 */
export function pinImage(text: string, service: string, image: string): Pinned | undefined {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const found: unknown = document.getIn(['services', service], true);
  if (document.errors.length > 0 || !isMap(found) || found.flow === true) return undefined;
  const value = pairOf(found, 'image')?.value;
  if (!isScalar(value) || !value.range) return undefined;
  const [start, end] = value.range;
  const pinned = `${text.slice(0, start)}"${image}"${text.slice(end)}`;
  const build = linesOf(found, 'build', counter);
  if (build === undefined) return { text: pinned, changes: [`image: ${image}`] };
  // The value stands on one line: the others keep their numbers.
  const lines = pinned.split('\n');
  for (let i = build.first; i <= build.last; i++) {
    if (!/^\s*(#.*)?$/.test(lines[i]!)) lines[i] = lines[i]!.replace(/^( *)/, '$1# ');
  }
  const note = 'build: is a comment now, so that compose takes that image and makes none';
  return { text: lines.join('\n'), changes: [`image: ${image}`, note] };
}

function pairOf({ items }: YAMLMap, name: string): Pair | undefined {
  return items.find(({ key }) => isScalar(key) && key.value === name);
}

/** The lines of a key with its value, from 0; undefined where there is no such key. */
function linesOf(
  map: YAMLMap,
  name: string,
  counter: LineCounter,
): { first: number; last: number } | undefined {
  const pair = pairOf(map, name) as Pair<{ range: number[] }, { range: number[] } | null> | undefined;
  if (pair === undefined) return undefined;
  const first = counter.linePos(pair.key.range[0]!).line - 1;
  const end = pair.value?.range[1] ?? pair.key.range[1]!;
  return { first, last: counter.linePos(Math.max(end - 1, 0)).line - 1 };
}
