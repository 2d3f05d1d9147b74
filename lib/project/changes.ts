import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Files } from './compose.ts';
import { lockFits } from './lock.ts';
import { hashOf, type Manifest } from './manifest.ts';
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
  /** The user's file, or one that both changed: only the user can say. */
  | 'conflict';

export interface Change {
  /** Emitted path, with `/`. */
  path: string;
  status: Status;
  content: string | Buffer;
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
      return {
        path: file,
        content,
        status: statusOf({ file, content, disk, written: manifest?.files[file], files }),
      };
    }),
  );
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
  files: Files;
}

function statusOf({ file, content, disk, written, files }: Found): Status {
  const planned = hashOf(content);
  if (disk === undefined) return written === undefined ? 'create' : 'kept';
  const found = hashOf(disk);
  if (found === planned) return 'unchanged';
  if (file === GOLDEN && written === undefined) return 'kept';
  // It holds what the user answered, merged into what other generators keep there.
  if (file === '.yo-rc.json') return 'update';
  // npm made it from the package.json of the layers, or the user did by installing something.
  if (file === 'package-lock.json' && written !== undefined && fits(disk, files)) return 'kept';
  if (found === written) return 'update';
  return planned === written ? 'kept' : 'conflict';
}

function fits(lock: Buffer, files: Files): boolean {
  const packageJson = files.get('package.json');
  return packageJson !== undefined && lockFits(lock.toString('utf8'), String(packageJson));
}
