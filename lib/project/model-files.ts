import { existsSync } from 'node:fs';
import { rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import type { Manifest } from './manifest.ts';
import { sha256OfFile } from '../sha256.ts';

export const MODEL = 'model/model.onnx';
export const CARD = 'model/card.json';
/** Emitted paths in model/ that are not weights: there is always one of each. */
export const ALWAYS = [MODEL, CARD];

/** The path on the disk of an emitted one. */
export const at = (directory: string, file: string): string => path.join(directory, ...file.split('/'));

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
    if (!(await isSameFile(weights, target))) taken.push(file);
  }
  if (taken.length === 0) return;
  throw new UserError({
    code: 'weights-in-the-way',
    what: 'The weights of the new model would overwrite files of yours; nothing was written',
    where: directory,
    details: taken,
    next: 'move those files out of model/, and run the same command again',
  });
}

/** Whether two files hold the same bytes. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  if (path.resolve(one) === path.resolve(other)) return true;
  if ((await stat(one)).size !== (await stat(other)).size) return false;
  return (await sha256OfFile(one)) === (await sha256OfFile(other));
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
