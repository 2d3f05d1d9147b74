import { isObject } from './json.ts';
import type { Layer } from './layer.ts';
import { faultOfPath } from './paths.ts';
import { targetOf } from './target.ts';

/** Emitted paths that were → what they are now; a folder ends in `/`, and stands for all that was in it. */
export type Moved = Record<string, string>;

/** Where a file is now that was once emitted as `file`; the same where it was never moved. */
export type PlaceOf = (file: string) => string;

/**
 * What all layers say of their files' former places. A file may have been moved more than once, but by each entry only
 * once: `"src/": "src/serving/"` does not move it again and again.
 */
export function placesOf(layers: { config: { moved: Moved } }[]): PlaceOf {
  const moved = new Map(layers.flatMap(({ config }) => Object.entries(config.moved)));
  return (file) => {
    const used = new Set<string>();
    let place = file;
    for (let key = keyOf(moved, place); key !== undefined && !used.has(key); key = keyOf(moved, place)) {
      used.add(key);
      place = moved.get(key)! + place.slice(key.length);
    }
    return place;
  };
}

/** What layers from elsewhere still bring under a path that a file of this package has left: nothing uses it there. */
export function noticesOfMoved(layers: Layer[]): string[] {
  const placeOf = placesOf(layers);
  return layers
    .filter(({ source }) => source !== undefined)
    .flatMap(({ name, files }) =>
      files.map((file) => ({ name, old: targetOf(file).target, now: placeOf(targetOf(file).target) })),
    )
    .filter(({ old, now }) => old !== now)
    .map(
      ({ name, old, now }) =>
        `notice: the layer "${name}" brings ${old}, which is ${now} now: move it in the layer`,
    );
}

/** The entry that moves a file: its own path, else the folder nearest to it. */
function keyOf(moved: Map<string, string>, file: string): string | undefined {
  let key = file;
  while (key !== '' && !moved.has(key)) key = folderAbove(key);
  return key === '' ? undefined : key;
}

/** `src/v2/raw.ts` → `src/v2/` → `src/` → '' */
function folderAbove(key: string): string {
  return key.slice(0, key.lastIndexOf('/', key.length - 2) + 1);
}

/** What keeps `moved` of a layer.json from being used. */
export function faultsOfMoved(moved: unknown): string[] {
  if (!isObject(moved)) return ['"moved" is an object: { "old path": "new path" }'];
  return Object.entries(moved).flatMap(([old, now]) => {
    const at = `moved/${old}`;
    if (typeof now !== 'string') return [`${at}: the new path is a text`];
    if (old.endsWith('/') !== now.endsWith('/'))
      return [`${at}: a folder, which ends in "/", becomes a folder, and a file a file`];
    if (old === now) return [`${at}: the new path is the old one`];
    return [old, now].flatMap((name) => {
      const fault = faultOfPath(name.replace(/\/$/, ''));
      return fault === undefined ? [] : [`${at}: ${fault}`];
    });
  });
}
