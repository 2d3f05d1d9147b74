import { existsSync, readdirSync, realpathSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const SMALL_AT_MOST = 4 * 2 ** 20;
const ENTRIES_AT_MOST = 20_000;

/** A path that a file of a folder names, absolute; undefined where it leads out of the folder, or nowhere. */
export function inside(folder: string, name: string): string | undefined {
  const file = path.resolve(folder, name);
  if (path.isAbsolute(name) || !existsSync(file)) return undefined;
  const relative = path.relative(realpathSync(folder), realpathSync(file));
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)
    ? undefined
    : file;
}

/** The names in a folder, sorted; `[]` where it cannot be listed. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort().slice(0, ENTRIES_AT_MOST);
  } catch {
    return [];
  }
}

/** The text of a small file of a folder; undefined where there is none, or where it is too large to be one. */
export function smallText(folder: string, name: string): string | undefined {
  const file = inside(folder, name);
  if (file === undefined || !statSync(file).isFile()) return undefined;
  if (statSync(file).size > SMALL_AT_MOST) return undefined;
  return readFileSync(file, 'utf8');
}

export function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The bytes of all files in a folder. Links are not followed. */
export function bytesIn(folder: string): number {
  let bytes = 0;
  let entries = 0;
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      if (++entries > ENTRIES_AT_MOST) return bytes;
      const file = path.join(next, entry.name);
      if (entry.isDirectory()) folders.push(file);
      else if (entry.isFile()) bytes += statSync(file).size;
    }
  }
  return bytes;
}
