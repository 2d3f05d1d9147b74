import { existsSync } from 'node:fs';
import { mkdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { isOfModel } from '../layers/paths.ts';
import type { Manifest } from './manifest.ts';
import { sha256OfFile } from '../sha256.ts';
import type { CopiedModel } from '../model/model.ts';

/** Emitted paths in model/ that are no weights: there is always one of each. */
const ALWAYS = ['model/model.onnx', 'model/card.json'];

const at = (directory: string, file: string): string => path.join(directory, ...file.split('/'));

/** Whether the files of a model are all there, as the generator put them there. */
export async function isInPlace(
  directory: string,
  files: string[],
  manifest: Manifest | undefined,
): Promise<boolean> {
  for (const file of files) {
    if (!existsSync(at(directory, file))) return false;
    const written = manifest?.files[file];
    if (written !== undefined && (await sha256OfFile(at(directory, file))) !== written) return false;
  }
  return true;
}

/**
 * The files with weights of the previous model that the new one does not have.
 * @param files  the emitted paths of the new model
 * @returns `generated`, those that are as the generator put them there, and `edited`, those that are not
 */
export async function obsoleteFiles(
  directory: string,
  files: string[],
  manifest: Manifest | undefined,
): Promise<{ generated: string[]; edited: string[] }> {
  const generated: string[] = [];
  const edited: string[] = [];
  for (const [file, written] of Object.entries(manifest?.files ?? {})) {
    const isOld = isOfModel(file) && !ALWAYS.includes(file) && !files.includes(file);
    if (!isOld || !existsSync(at(directory, file))) continue;
    ((await sha256OfFile(at(directory, file))) === written ? generated : edited).push(file);
  }
  return { generated, edited };
}

/**
 * Where weights of the new model would overwrite somebody's own file in model/.
 * @param source  absolute path of the new model's file: its weights lie beside it
 * @throws UserError  that names the files (exit 2)
 */
export async function refuseInTheWay(
  directory: string,
  { files, source }: { files: string[]; source: string },
  manifest: Manifest | undefined,
): Promise<void> {
  const taken: string[] = [];
  for (const file of files) {
    const target = at(directory, file);
    if (ALWAYS.includes(file) || manifest?.files[file] !== undefined || !existsSync(target)) continue;
    const weights = path.join(path.dirname(source), ...file.split('/').slice(1));
    if (!(await isSame(weights, target))) taken.push(file);
  }
  if (taken.length === 0) return;
  throw new UserError({
    code: 'weights-in-the-way',
    what: 'The weights of the new model need the names of files that are yours; nothing was written',
    where: directory,
    details: taken,
    next: 'move those files out of model/, and run the same command again',
  });
}

async function isSame(one: string, other: string): Promise<boolean> {
  if (path.resolve(one) === path.resolve(other)) return true;
  if ((await stat(one)).size !== (await stat(other)).size) return false;
  return (await sha256OfFile(one)) === (await sha256OfFile(other));
}

/**
 * Puts a model into a project in two steps, so that none is ever half there: everything is copied to a folder beside it
 * first, and then renamed.
 * @param copy  writes model/model.onnx and what belongs to it below a folder
 */
export async function placeModel(
  copy: (directory: string) => Promise<CopiedModel>,
  directory: string,
): Promise<CopiedModel> {
  const incoming = at(directory, '.ml-docker/incoming');
  // An earlier run may have been ended in the middle.
  await rm(incoming, { recursive: true, force: true });
  try {
    const copied = await copy(incoming);
    const files = Object.keys(copied.files);
    for (const file of files) await mkdir(path.dirname(at(directory, file)), { recursive: true });
    for (const file of files) await rename(at(incoming, file), at(directory, file));
    return copied;
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
}

/** Removes files, and the folders above them that are empty then. */
export async function removeFiles(directory: string, files: string[]): Promise<void> {
  for (const file of files) {
    await rm(at(directory, file), { force: true });
    for (let folder = path.posix.dirname(file); folder !== '.'; folder = path.posix.dirname(folder)) {
      const isEmpty = await rmdir(at(directory, folder)).then(
        () => true,
        () => false,
      );
      if (!isEmpty) break;
    }
  }
}
