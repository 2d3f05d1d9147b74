import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Io } from '../io/io.ts';
import { writeFile } from '../io/write-file.ts';
import type { Change, Status } from './update/changes.ts';
import { withHash } from '../model/hash-to-come.ts';
import { BASE, formatManifest, MANIFEST, readManifest, type Manifest } from './manifest.ts';
import { hashOf } from '../sha256.ts';
import type { CopiedModel } from '../model/model.ts';
import { dropObsolete } from './update/obsolete.ts';
import { placeModel } from './place-model.ts';
import type { GivingWay } from './previous.ts';
import { GOLDEN } from './plan.ts';

/** A model to be put into the project. */
export interface ModelCopy {
  /** Writes model/model.onnx (ZipMap undone) and its external data files beside it. */
  copy: (directory: string) => Promise<CopiedModel>;
  /** What becomes of another model that the project has. */
  givingWay?: GivingWay | undefined;
}

/** What writes to the path of a change. */
export const WRITES: Status[] = ['create', 'update', 'merge', 'move', 'repair'];

export interface Writing {
  directory: string;
  changes: Change[];
  /** What was written last; undefined for a new project. */
  manifest: Manifest | undefined;
  generator: string;
  layers: Manifest['layers'];
  /** Absent where the project has the model already. */
  model?: ModelCopy | undefined;
  /** What happens to the user's own files, which are in no manifest. */
  own?: Change[];
}

/**
 * Writes what has to be written, the manifest last. Every path that stays the same is not touched.
 * @returns the manifest as it is now
 */
export async function write(
  { directory, changes, manifest, generator, layers, model, own = [] }: Writing,
  io: Io,
): Promise<Manifest> {
  const { dropped = [], gone = [], edited = [] } = model?.givingWay ?? {};
  const forgotten = [...dropped, ...gone, ...edited];
  const known = Object.entries(manifest?.files ?? {}).filter(([file]) => !forgotten.includes(file));
  const files = Object.fromEntries(known);
  const at = (file: string): string => path.join(directory, ...file.split('/'));
  const copied = model && (await placeModel(model.copy, directory, model.givingWay));
  Object.assign(files, copied?.files);
  for (const { path: file, status, content: planned, merged } of changes) {
    if (status === 'remove' || status === 'release') continue;
    const content = copied ? withHash(planned, copied.source) : planned;
    if (WRITES.includes(status)) await io.write(at(file), status === 'merge' ? merged! : content);
    if (file === GOLDEN || status === 'repair') continue;
    const hash = hashOf(content);
    // The door need not hear of it: nobody reads these files but an update.
    if (files[file] !== hash && typeof content === 'string') writeFile(at(`${BASE}/${file}`), content);
    files[file] = hash;
  }
  for (const { path: file, content } of own) await io.write(at(file), content);
  // Last, so that a run that is ended in the middle has lost nothing.
  const now = { generator, layers, files: await dropObsolete(directory, changes, files) };
  const text = formatManifest(now);
  if (manifest === undefined || text !== formatManifest(manifest)) await io.write(at(MANIFEST), text);
  return now;
}

/** Takes over into the manifest a lock that npm made again after the files were written. */
export async function recordLock(directory: string, io: Io): Promise<void> {
  const manifest = await readManifest(directory);
  if (manifest === undefined) return;
  const lock = await readFile(path.join(directory, 'package-lock.json'), 'utf8');
  const files = { ...manifest.files, 'package-lock.json': hashOf(lock) };
  writeFile(path.join(directory, ...BASE.split('/'), 'package-lock.json'), lock);
  await io.write(path.join(directory, ...MANIFEST.split('/')), formatManifest({ ...manifest, files }));
}
