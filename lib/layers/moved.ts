import { faultOfPath } from './paths.ts';
import { isObject } from './json.ts';

/** Emitted paths that were → what they are now; a folder ends in `/`, and stands for all that was in it. */
export type Moved = Record<string, string>;

/** Where a file is now that was once emitted as `file`; the same where it was never moved. */
export type PlaceOf = (file: string) => string;

/** What all layers say of their files' former places. A file may have been moved more than once. */
export function placesOf(layers: { config: { moved: Moved } }[]): PlaceOf {
  const moved = new Map(layers.flatMap(({ config }) => Object.entries(config.moved)));
  return (file) => {
    const seen = new Set<string>();
    let place = file;
    for (let next = step(moved, place); next !== undefined && !seen.has(next); next = step(moved, place)) {
      seen.add(next);
      place = next;
    }
    return place;
  };
}

/** One move: by the file's own path, else by the folder nearest to it. */
function step(moved: Map<string, string>, file: string): string | undefined {
  for (let key = file; key !== ''; key = folderAbove(key)) {
    const now = moved.get(key);
    if (now !== undefined) return now + file.slice(key.length);
  }
  return undefined;
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
