import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Files } from '../../layers/render.ts';
import { lockFits } from '../package-lock.ts';
import { BASE, type Manifest } from '../manifest.ts';
import { hashOf } from '../../sha256.ts';
import { merge, withLf } from './merge.ts';
import { origins } from './moves.ts';
import { GOLDEN } from '../plan.ts';
import { relocate, type Relocation } from './relocate.ts';

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
  /** The generator's file, untouched, which has another place now: it gets the current content there. */
  | 'move'
  /** The user's file, or one that both changed in the same place: only the user can say. */
  | 'conflict'
  /** The generator's file, untouched, and no longer emitted: it goes. */
  | 'remove'
  /** No longer emitted, but edited: it stays, and is the user's own from now on. */
  | 'release'
  /** The user's own file, which imports files that have moved: it gets their new paths. */
  | 'repair';

export interface Change {
  /** Emitted path, with `/`. */
  path: string;
  /** Where the file was until now, if it moves. */
  from?: string;
  status: Status;
  /** What the generator would write. */
  content: string | Buffer;
  /** The user's edits and the generator's together; in a conflict, with markers. */
  merged?: string;
  /** In a conflict, the user's text as it has to be where it is kept: paths of moved files in it are the new ones. */
  yours?: string;
}

const NOTHING_MOVES: Relocation = { moves: new Map(), isThere: () => false };

/**
 * Holds the plan against the disk and against what was written last.
 * @param relocation  what the update moves
 */
export async function changesOf(
  directory: string,
  files: Files,
  manifest: Manifest | undefined,
  relocation = NOTHING_MOVES,
): Promise<Change[]> {
  const from = origins(relocation.moves);
  const changes = await Promise.all(
    [...files].map(([file, content]) => {
      const old = from.get(file) ?? file;
      return changeOf(directory, { file, old, content, written: manifest?.files[old] }, relocation);
    }),
  );
  const lock = changes.find((change) => change.path === LOCK);
  const dependencies = changes.find((change) => change.path === 'package.json');
  if (lock === undefined || dependencies === undefined || manifest?.files[LOCK] === undefined) return changes;
  const disk = await readFile(path.join(directory, LOCK), 'utf8').catch(missing);
  const text = String(await outcomeOf(directory, dependencies));
  return changes.map((change) => (change === lock ? judgeLock(lock, disk, text) : change));
}

const LOCK = 'package-lock.json';

async function changeOf(
  directory: string,
  { file, old, content, written }: Omit<Found, 'disk'> & { old: string },
  relocation: Relocation,
): Promise<Change> {
  const place = path.join(directory, ...old.split('/'));
  // Of a new project nothing is there, and to ask costs less than to fail.
  const disk = existsSync(place) ? await readFile(place).catch(missing) : undefined;
  const status = statusOf({ file, content, disk, written });
  const isMoved = old !== file;
  const change: Change = { path: file, ...(isMoved && { from: old }), status, content };
  if (isMoved && (status === 'update' || status === 'unchanged')) return { ...change, status: 'move' };
  const isEdited = status === 'conflict' || (status === 'kept' && disk !== undefined);
  if (!isEdited || file === LOCK || !isUtf8(disk!) || typeof content !== 'string') return change;
  const moved = (text: string): string => relocate(text, { was: old, is: file }, relocation);
  const yours = moved(String(disk));
  const mustChange = isMoved || yours !== String(disk);
  if (status === 'kept') return mustChange ? { ...change, status: 'merge', merged: yours } : change;
  const base = moved(await readBase(directory, old));
  const { text, isClean } = merge(file, { base, yours, planned: content });
  if (isClean) return { ...change, status: 'merge', merged: text };
  return { ...change, merged: text, ...(mustChange && { yours }) };
}

/** What a path will hold when the changes are written. */
async function outcomeOf(
  directory: string,
  { path: file, status, content, merged }: Change,
): Promise<string | Buffer> {
  if (status === 'create' || status === 'update') return content;
  if (status === 'merge') return merged!;
  return (await readFile(path.join(directory, ...file.split('/'))).catch(missing)) ?? content;
}

/**
 * A lock belongs to its package.json, whoever changed that one. Where the planned lock does not fit, because a layer or
 * the user added a dependency, the lock on the disk stays: npm has made it, or will repair it.
 */
function judgeLock(lock: Change, disk: string | undefined, packageJson: string): Change {
  if (disk === undefined || lock.status === 'unchanged') return lock;
  const content = String(lock.content);
  if (lockFits(content, packageJson)) {
    return lock.status === 'conflict' ? { ...lock, status: 'kept' } : lock;
  }
  return { ...lock, content: disk, status: lockFits(disk, packageJson) ? 'unchanged' : 'kept' };
}

/** A text file as the generator wrote it last; empty where it never did. */
async function readBase(directory: string, file: string): Promise<string> {
  const text = await readFile(path.join(directory, ...`${BASE}/${file}`.split('/')), 'utf8').catch(missing);
  return text ?? '';
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
