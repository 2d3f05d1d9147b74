import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { formatJson } from '../json.ts';

/** Where the generator keeps what an update needs: the manifest, and each text file as it was written. */
export const MANIFEST = '.ml-docker/manifest.json';
export const BASE = '.ml-docker/base';

/** .ml-docker/manifest.json: what the generator wrote. */
export interface Manifest {
  /** Version of the generator that wrote last. */
  generator: string;
  /**
   * Lowest first. Of a layer that is not built in, `source` is where it comes from, a folder relative to the project,
   * and `pin` its commit, version, or the sha256 of its archive.
   */
  layers: { name: string; source?: string; pin?: string }[];
  /** Emitted path → sha256 of what was written there. */
  files: Record<string, string>;
}

/**
 * The manifest of the project in `directory`; undefined where there is none. A project may come from anywhere: what its
 * manifest says of places outside of it is left out, because an update removes what is emitted no more.
 */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const text = await readFile(path.join(directory, MANIFEST), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const manifest = JSON.parse(text) as Manifest;
  const files = Object.entries(manifest.files).filter(([file]) => isWithin(directory, file));
  return { ...manifest, files: Object.fromEntries(files) };
}

function isWithin(directory: string, file: string): boolean {
  const way = path.relative(directory, path.resolve(directory, file));
  return way !== '' && way.split(path.sep)[0] !== '..' && !path.isAbsolute(way);
}

/** The manifest as it is written: paths in their order, so that a diff shows what changed. */
export function formatManifest(manifest: Manifest): string {
  const files = Object.fromEntries(Object.entries(manifest.files).sort(([a], [b]) => (a < b ? -1 : 1)));
  return formatJson({ ...manifest, files });
}
