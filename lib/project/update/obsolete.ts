import { readFile, realpath } from 'node:fs/promises';
import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import type { Change } from './changes.ts';
import { BASE, type Manifest } from '../manifest.ts';
import { hashOf, sha256OfFile } from '../../sha256.ts';
import { withLf } from './merge.ts';
import { removeFiles } from '../model-files.ts';

/**
 * What the generator wrote once and writes no more, because its layers have gone on. Untouched it goes; edited it is the
 * user's own from now on. What the user deleted stays known as such.
 * @param isEmitted  whether a path is among what the project has now
 */
export async function obsoleteChanges(
  directory: string,
  isEmitted: (file: string) => boolean,
  manifest: Manifest | undefined,
): Promise<Change[]> {
  const changes: Change[] = [];
  for (const [file, written] of Object.entries(manifest?.files ?? {})) {
    if (isEmitted(file)) continue;
    const found = await hashOnDisk(path.join(directory, ...file.split('/')));
    if (found === undefined || (await isLinkedAway(directory, file))) continue;
    const status = found.includes(written) ? ('remove' as const) : ('release' as const);
    changes.push({ path: file, status, content: '' });
  }
  return changes;
}

/** Whether a folder of the project is a link to somewhere else, where nothing is the generator's. */
export async function isLinkedAway(directory: string, file: string): Promise<boolean> {
  const folder = path.join(directory, ...file.split('/').slice(0, -1));
  const [root, real] = await Promise.all(
    [directory, folder].map((place) => realpath(place).catch(() => place)),
  );
  return path.relative(root!, real!).split(path.sep)[0] === '..';
}

/** A file's sha256, as it is and with the line ends that the generator writes; undefined where there is none. */
async function hashOnDisk(file: string): Promise<string[] | undefined> {
  try {
    const hash = await sha256OfFile(file);
    // Weights may be larger than memory, and are not text.
    if (/[/\\]model[/\\]/.test(file)) return [hash];
    const bytes = await readFile(file);
    return [hash, ...(isUtf8(bytes) ? [hashOf(withLf(String(bytes)))] : [])];
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw error;
  }
}

/** Takes away what is obsolete, and where moved files were before; returns the manifest's files without them. */
export async function dropObsolete(
  directory: string,
  changes: Change[],
  files: Record<string, string>,
): Promise<Record<string, string>> {
  const removed = changes.filter(({ status }) => status === 'remove').map((change) => change.path);
  const released = changes.filter(({ status }) => status === 'release').map((change) => change.path);
  const left = changes.flatMap(({ from = [] }) => from);
  const names = new Set([...removed, ...released, ...left]);
  await removeFiles(directory, [...removed, ...left]);
  await removeFiles(
    directory,
    [...names].map((file) => `${BASE}/${file}`),
  );
  return Object.fromEntries(Object.entries(files).filter(([file]) => !names.has(file)));
}
