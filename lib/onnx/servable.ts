import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { judge } from './judge.ts';
import { type Model, readModel } from './model.ts';
import { edits } from './rewrite.ts';
import { spliceFile } from './splice.ts';

/**
 * Reads a model that is to be served.
 *
 * Throws UserError (exit 2): what readModel throws, and model-not-servable with every problem that is known without
 * running the model.
 */
export async function requireServable(file: string): Promise<Model> {
  const model = await readModel(file);
  const problems = judge(model);
  if (problems.length === 0) return model;
  throw new UserError({
    code: 'model-not-servable',
    what:
      problems.length === 1
        ? problems[0]!.message
        : `The model cannot be served, for ${problems.length} reasons.`,
    where: file,
    details: problems.length === 1 ? [] : problems.map(({ message }) => message),
    next: [...new Set(problems.map(({ hint }) => hint))],
  });
}

/**
 * Puts a model that can be served, and its external data files under their own names, into a project. ZipMap is undone
 * and outputs with which the model would not load are cut; every other byte stays as it is, and weights go from file to
 * file, not through memory.
 * @param source  the model's file
 * @param target  the file to write; its folder is made
 * @returns the files that were written, relative to the target's folder, with `/`
 */
export async function writeServable(model: Model, source: string, target: string): Promise<string[]> {
  const folder = path.dirname(target);
  const changes = edits(model);
  await place(target, (part) =>
    changes.length > 0
      ? spliceFile(source, part, model.bytes, changes)
      : copyFile(source, part, constants.COPYFILE_FICLONE),
  );
  const written = [path.basename(target)];
  for (const { location } of model.externalData) {
    const from = path.join(path.dirname(source), location);
    await place(path.join(folder, location), (part) => copyFile(from, part, constants.COPYFILE_FICLONE));
    written.push(path.posix.normalize(location));
  }
  return written;
}

/** Writes beside the target first, so that the target may be the source and is never half written. */
async function place(target: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = `${target}.part`;
  await mkdir(path.dirname(target), { recursive: true });
  try {
    await write(part);
    // Readable for the user that the container runs as, whatever the model's own permissions are.
    await chmod(part, 0o644);
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
