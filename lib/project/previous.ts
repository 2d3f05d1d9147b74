import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { isOfModel } from '../layers/paths.ts';
import type { ChosenModel } from '../model/model.ts';
import { sha256OfFile } from '../sha256.ts';
import type { Manifest } from './manifest.ts';
import { ALWAYS, at, CARD, isSameFile, MODEL, removeFiles } from './model-files.ts';

/** Where the model that was exchanged last stays until the next exchange, with its card and its weights. */
const PREVIOUS = 'model/previous';

/** What becomes of the files of a model that gives way to another one. All paths are emitted ones, with `/`. */
export interface GivingWay {
  /** Each file of the model, and where it is kept. One that `stays` is there as well. */
  kept: { from: string; to: string; stays: boolean }[];
  /** Files in model/previous/ of the model before that one. */
  dropped: string[];
  /** Weights that are gone from model/ itself. */
  gone: string[];
  /** Weights that somebody edited: they stay, and are the user's own from now on. */
  edited: string[];
}

/**
 * Finds where the files of the project's model go when another one comes. Where model/model.onnx itself is lost, there
 * is nothing to keep, and what was kept before stays.
 * @param incoming  emitted paths in model/ of the new model: `copied` with it, and `planned` as other files are
 * @throws UserError  (exit 2) where a file of the user's own has a name in model/previous/ that is needed
 */
export async function planGivingWay(
  directory: string,
  incoming: { copied: string[]; planned: string[] },
  manifest: Manifest | undefined,
): Promise<GivingWay> {
  const { copied, planned } = incoming;
  const isThere = (file: string): boolean => existsSync(at(directory, file));
  const written = Object.keys(manifest?.files ?? {}).filter(isOfModel);
  const before = written.filter((file) => file.startsWith(`${PREVIOUS}/`));
  const weights = written.filter((file) => !before.includes(file) && !ALWAYS.includes(file) && isThere(file));
  const obsolete = weights.filter((file) => !copied.includes(file) && !planned.includes(file));
  const edited: string[] = [];
  for (const file of obsolete)
    if ((await sha256OfFile(at(directory, file))) !== manifest!.files[file]) edited.push(file);
  const gone = obsolete.filter((file) => !edited.includes(file));
  if (!isThere(MODEL)) return { kept: [], dropped: [], gone, edited };
  // The model itself goes last: until then an interrupted run can be repeated.
  const kept = [CARD, ...weights, MODEL].map((file) => ({
    from: file,
    to: `${PREVIOUS}/${file.slice('model/'.length)}`,
    stays: file === CARD || planned.includes(file) || edited.includes(file),
  }));
  await refuseOverwriting(directory, kept, before);
  const targets = kept.map(({ to }) => to);
  return { kept, dropped: before.filter((file) => !targets.includes(file) && isThere(file)), gone, edited };
}

async function refuseOverwriting(
  directory: string,
  kept: GivingWay['kept'],
  before: string[],
): Promise<void> {
  const taken: string[] = [];
  for (const { from, to } of kept) {
    const [source, target] = [at(directory, from), at(directory, to)];
    if (before.includes(to) || !existsSync(target) || (await isSameFile(source, target))) continue;
    taken.push(to);
  }
  if (taken.length === 0) return;
  throw new UserError({
    code: 'previous-in-the-way',
    what: 'Keeping the previous model would overwrite files of yours; nothing was written',
    where: directory,
    details: taken,
    next: `move those files out of ${PREVIOUS}/, and run the same command again`,
  });
}

/** What a run does in model/, beside the card: one entry for each path that is not left alone. */
export function modelFiles(
  directory: string,
  { copy, files = [], givingWay }: Pick<ChosenModel, 'copy' | 'files'> & { givingWay: GivingWay | undefined },
): { path: string; status: 'create' | 'update' | 'remove' | 'release' }[] {
  if (copy === undefined) return [];
  const { kept = [], dropped = [], gone = [], edited = [] } = givingWay ?? {};
  return [
    ...[...files, ...kept.map(({ to }) => to)].map((file) => ({
      path: file,
      status: existsSync(at(directory, file)) ? ('update' as const) : ('create' as const),
    })),
    ...[...dropped, ...gone].map((file) => ({ path: file, status: 'remove' as const })),
    ...edited.map((file) => ({ path: file, status: 'release' as const })),
  ];
}

/**
 * Carries it out; `gone` files that are kept nowhere are removed.
 * @returns the emitted path of each file that is kept → its sha256
 */
export async function giveWay(
  directory: string,
  { kept, dropped, gone }: GivingWay,
): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  await removeFiles(directory, dropped);
  for (const { from, to, stays } of kept) {
    const target = at(directory, to);
    await mkdir(path.dirname(target), { recursive: true });
    await (stays ? copyFile : rename)(at(directory, from), target);
    hashes[to] = await sha256OfFile(target);
  }
  // What was moved leaves its folder behind.
  await removeFiles(directory, gone);
  return hashes;
}
