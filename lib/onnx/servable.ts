import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { sha256OfFile } from '../sha256.ts';
import { judge } from './judge/judge.ts';
import { type Model, readModel } from './model/model.ts';
import { edits } from './rewrite/rewrite.ts';
import { type Edit, spliceFile } from './wire/splice.ts';

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

/** What writeServable put into a folder. */
export interface Written {
  /** Path from the target's folder, with `/` → sha256 of the file. */
  files: Record<string, string>;
  /** sha256 of the model's file as it was given. */
  source: string;
}

/**
 * Puts a model that can be served, and its external data files under their own names, into a project. ZipMap is undone,
 * sequences of tensors are taken apart, and outputs that would keep the model from loading are cut; every other byte stays as it is, and weights go from file to
 * file, not through memory. The hashes are made while the bytes are copied.
 * @param source  the model's file
 * @param target  the file to write; its folder is made
 */
export async function writeServable(model: Model, source: string, target: string): Promise<Written> {
  const changes = edits(model);
  const hashes = await place(target, (part) =>
    changes.length === 0 ? copy(source, part) : splice(model, { source, part, changes }),
  );
  const files = { [path.basename(target)]: hashes.target };
  for (const { location } of model.externalData) {
    const from = path.join(path.dirname(source), location);
    const to = path.join(path.dirname(target), location);
    files[path.posix.normalize(location)] = (await place(to, (part) => copy(from, part))).target;
  }
  return { files, source: hashes.source };
}

/** sha256 of a file and of what was made from it. */
interface Hashes {
  source: string;
  target: string;
}

async function copy(source: string, part: string): Promise<Hashes> {
  const [hash] = await Promise.all([
    sha256OfFile(source),
    copyFile(source, part, constants.COPYFILE_FICLONE),
  ]);
  return { source: hash, target: hash };
}

async function splice(
  { bytes }: Model,
  { source, part, changes }: { source: string; part: string; changes: Edit[] },
): Promise<Hashes> {
  const hashes = [sha256OfFile(source), spliceFile(source, part, bytes, changes)] as const;
  const [ofSource, ofTarget] = await Promise.all(hashes);
  return { source: ofSource, target: ofTarget };
}

/** Writes beside the target first, so that the target may be the source and is never half written. */
async function place(target: string, write: (part: string) => Promise<Hashes>): Promise<Hashes> {
  const part = `${target}.part`;
  await mkdir(path.dirname(target), { recursive: true });
  try {
    const hashes = await write(part);
    // Readable for the user that the container runs as, whatever the model's own permissions are.
    await chmod(part, 0o644);
    await rename(part, target);
    return hashes;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
