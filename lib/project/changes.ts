import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Files } from './render.ts';
import { lockFits } from './package-lock.ts';
import { BASE, hashOf, type Manifest } from './manifest.ts';
import { merge, withLf } from './merge.ts';
import { GOLDEN } from './plan.ts';

/** What a run does to one path. */
export type Status =
  /** Nothing is there yet. */
  | 'create'
  /** The generator's file, untouched: it gets the current content. */
  | 'update'
  /** It has the planned content already. */
  | 'unchanged'
  /** The user edited or deleted it, and the generator has nothing new to say: it stays the user's. */
  | 'kept'
  /** Both changed it, and both changes go together: it gets `merged`. */
  | 'merge'
  /** The user's file, or one that both changed in the same place: only the user can say. */
  | 'conflict';

export interface Change {
  /** Emitted path, with `/`. */
  path: string;
  status: Status;
  /** What the generator would write. */
  content: string | Buffer;
  /** The user's edits and the generator's together; in a conflict, with markers. */
  merged?: string;
}

/** Holds the plan against the disk and against what was written last. */
export async function changesOf(
  directory: string,
  files: Files,
  manifest: Manifest | undefined,
): Promise<Change[]> {
  return Promise.all(
    [...files].map(async ([file, content]) => {
      const disk = await readFile(path.join(directory, ...file.split('/'))).catch(missing);
      const written = manifest?.files[file];
      if (file === 'package-lock.json' && written !== undefined && fits(disk, files)) {
        // npm made it again for the dependencies of a layer, or of the user: it is what the plan would come to.
        return { path: file, content: String(disk), status: 'unchanged' as const };
      }
      const status = statusOf({ file, content, disk, written });
      const base = status === 'conflict' ? await readBase(directory, file) : undefined;
      if (base === undefined || typeof content !== 'string' || !isUtf8(disk!)) {
        return { path: file, content, status };
      }
      const { text, isClean } = merge(file, { base, yours: String(disk), planned: content });
      return { path: file, content, status: isClean ? ('merge' as const) : status, merged: text };
    }),
  );
}

/** A text file as the generator wrote it last. A lock is made by npm, and never put together from lines. */
function readBase(directory: string, file: string): Promise<string | undefined> {
  if (file === 'package-lock.json') return Promise.resolve(undefined);
  return readFile(path.join(directory, ...`${BASE}/${file}`.split('/')), 'utf8').catch(missing);
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

interface Found {
  file: string;
  content: string | Buffer;
  /** What is on the disk; undefined where nothing is. */
  disk: Buffer | undefined;
  /** sha256 of what the generator wrote there last; undefined where it never did. */
  written: string | undefined;
}

function statusOf({ file, content, disk, written }: Found): Status {
  const planned = hashOf(content);
  if (disk === undefined) return written === undefined ? 'create' : 'kept';
  const found = hashOf(isUtf8(disk) ? withLf(String(disk)) : disk);
  if (found === planned) return 'unchanged';
  if (file === GOLDEN && written === undefined) return 'kept';
  // It holds what the user answered, merged into what other generators keep there.
  if (file === '.yo-rc.json') return 'update';
  if (found === written) return 'update';
  return planned === written ? 'kept' : 'conflict';
}

function fits(lock: Buffer | undefined, files: Files): boolean {
  const packageJson = files.get('package.json');
  return lock !== undefined && packageJson !== undefined && lockFits(String(lock), String(packageJson));
}
