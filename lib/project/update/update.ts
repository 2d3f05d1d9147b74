import type { PlaceOf } from '../../layers/moved.ts';
import type { Files } from '../../layers/render.ts';
import { changesOf, type Change } from './changes.ts';
import type { Manifest } from '../manifest.ts';
import { movesOf, repairsOf } from './moves.ts';
import { obsoleteChanges } from './obsolete.ts';

export interface Planned {
  files: Files;
  /** Where the layers' files are now. */
  placeOf: PlaceOf;
  /** Whether a path is among what the project has now; also the model's, which no plan has. */
  isEmitted: (file: string) => boolean;
}

/** All that a run does to the files of a project, new or not: what is planned, what is no longer emitted, what has moved. */
export async function updateOf(
  directory: string,
  { files, placeOf, isEmitted }: Planned,
  manifest: Manifest | undefined,
): Promise<Change[]> {
  const relocation = await movesOf(directory, { files, placeOf }, manifest);
  const { moves } = relocation;
  const isStill = (file: string): boolean => isEmitted(file) || moves.has(file);
  const obsolete = await obsoleteChanges(directory, isStill, manifest);
  const removed = new Set(obsolete.filter(({ status }) => status === 'remove').map((change) => change.path));
  const isOurs = (file: string): boolean => isStill(file) || removed.has(file);
  return [
    ...(await changesOf(directory, files, manifest, relocation)),
    ...obsolete,
    ...(await repairsOf(directory, relocation, isOurs)),
  ];
}
