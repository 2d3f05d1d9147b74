import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import type { PlaceOf } from '../../layers/moved.ts';
import type { Files } from '../../layers/render.ts';
import type { Change } from './changes.ts';
import type { Manifest } from '../manifest.ts';
import { isLinkedAway } from './obsolete.ts';
import { CODE, relocate, type Moves, type Relocation } from './relocate.ts';

const at = (directory: string, file: string): string => path.join(directory, ...file.split('/'));

/**
 * The files of a project that have another place now. A file is left where it is, and becomes the user's own or goes, where
 * somebody else's file has its new place, or where it is not text: edits of that cannot be carried over.
 */
export async function movesOf(
  directory: string,
  { files, placeOf }: { files: Files; placeOf: PlaceOf },
  manifest: Manifest | undefined,
): Promise<Relocation> {
  const moves = new Map<string, string>();
  for (const old of Object.keys(manifest?.files ?? {})) {
    const now = placeOf(old);
    const isMoved = !files.has(old) && typeof files.get(now) === 'string';
    if (!isMoved || manifest!.files[now] !== undefined || existsSync(at(directory, now))) continue;
    if (await isLinkedAway(directory, old)) continue;
    const disk = await readFile(at(directory, old)).catch(() => undefined);
    if (disk === undefined || isUtf8(disk)) moves.set(old, now);
  }
  return { moves, isThere: (place) => existsSync(at(directory, place)) };
}

/**
 * The user's own code that imports files which have moved.
 * @param isOurs  whether the generator writes or removes what is at a path
 */
export async function repairsOf(
  directory: string,
  relocation: Relocation,
  isOurs: (file: string) => boolean,
): Promise<Change[]> {
  if (relocation.moves.size === 0) return [];
  const repairs: Change[] = [];
  for (const file of await codeBelow(directory, '')) {
    if (isOurs(file)) continue;
    const text = await readFile(at(directory, file), 'utf8');
    const content = relocate(text, { was: file, is: file }, relocation);
    if (content !== text) repairs.push({ path: file, status: 'repair', content });
  }
  return repairs;
}

/** Code of the project itself: no packages, nothing in hidden folders, nothing behind a link. */
async function codeBelow(directory: string, within: string): Promise<string[]> {
  const entries = await readdir(at(directory, within), { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const file = within === '' ? entry.name : `${within}/${entry.name}`;
    if (entry.isFile()) return CODE.test(file) ? [file] : [];
    const isPassed = !entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules';
    return isPassed ? [] : codeBelow(directory, file);
  });
  return (await Promise.all(found)).flat().sort();
}

/** New path → old path. */
export function origins(moves: Moves): Map<string, string> {
  return new Map([...moves].map(([old, now]) => [now, old]));
}
