import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { sha256OfFile } from '../sha256.ts';
import { cloneLayer } from './git.ts';
import { packPackage, unpackLayer } from './package.ts';
import type { Source } from './source.ts';

/** A layer on this disk. */
export interface Fetched {
  /** The folder of the layer itself. */
  directory: string;
  /** What it was exactly: a commit, a version, or the sha256 of an archive; absent for a folder, which goes on. */
  pin?: string;
  /** Deletes what was fetched; a folder of the user's own stays. */
  remove: () => Promise<void>;
}

/**
 * Brings a layer to this disk. Nothing of it is executed: no hooks, no install scripts, no submodules.
 * @param pin  what the project had last; that very state is brought again
 * @throws UserError  templates-missing, layer-fetch, layer-folder, layer-link (exit 2)
 */
export async function fetchLayer(source: Source, pin?: string): Promise<Fetched> {
  if (source.kind === 'folder') {
    if (!statSync(source.path, { throwIfNoEntry: false })?.isDirectory()) throw missing(source.path);
    return { directory: source.path, remove: () => Promise.resolve() };
  }
  if (source.kind === 'archive' && !existsSync(source.path)) throw missing(source.path);
  const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-layer-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    return { ...(await bring(source, folder, pin)), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function bring(
  source: Exclude<Source, { kind: 'folder' }>,
  folder: string,
  pin: string | undefined,
): Promise<{ directory: string; pin: string }> {
  if (source.kind === 'git') return cloneLayer({ ...source, ...(pin && { ref: pin }) }, folder);
  if (source.kind === 'archive') {
    const directory = await unpackLayer(source.path, folder);
    return { directory, pin: await sha256OfFile(source.path) };
  }
  const { file, version } = await packPackage(source.spec, folder, pin);
  return { directory: await unpackLayer(file, folder), pin: version };
}

function missing(place: string): UserError {
  return new UserError({
    code: 'templates-missing',
    what: /\.(tgz|tar\.gz)$/.test(place) ? `There is no archive ${place}` : `There is no folder ${place}`,
    where: '--templates',
    next: [
      'give the folder that holds your layer; its files are laid out as in the project',
      'or go on without the layers that the project remembers: --templates none',
    ],
  });
}
