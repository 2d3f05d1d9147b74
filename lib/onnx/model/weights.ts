import { statSync } from 'node:fs';
import path from 'node:path';
import type { Model } from './model.ts';

/** Bytes of a file with weights beside the model; undefined where there is none, or none can be by its name. */
export function weightsSize(model: string, location: string): number | undefined {
  try {
    // A name may be too long, or have a NUL in it.
    const stats = statSync(path.join(path.dirname(model), location), { throwIfNoEntry: false });
    return stats?.isFile() ? stats.size : undefined;
  } catch {
    return undefined;
  }
}

/** What a model takes on the disk, in bytes: its file, and the files with weights beside it, each counted once. */
export function sizeWithWeights({ path: file, bytes, externalData }: Model): number {
  const files = new Set(externalData.map(({ location }) => path.posix.normalize(location)));
  return [...files].reduce((sum, location) => sum + (weightsSize(file, location) ?? 0), bytes);
}
