import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { CopiedModel } from '../model/model.ts';
import { at } from './model-files.ts';
import { giveWay, type GivingWay } from './previous.ts';

/**
 * Puts a model into a project in two steps, so that none is ever half there: everything is copied to a folder beside it
 * first, and then renamed. In between, the model so far moves to model/previous/.
 * @param copy  writes model/model.onnx and what belongs to it below a folder
 * @param givingWay  what becomes of the model so far; absent where there is none, or where it is the same one
 * @returns all that is in model/ by then, but the card
 */
export async function placeModel(
  copy: (directory: string) => Promise<CopiedModel>,
  directory: string,
  givingWay?: GivingWay,
): Promise<CopiedModel> {
  const incoming = at(directory, '.ml-docker/incoming');
  // An earlier run may have been ended in the middle.
  await rm(incoming, { recursive: true, force: true });
  try {
    const { files, source } = await copy(incoming);
    for (const file of Object.keys(files))
      await mkdir(path.dirname(at(directory, file)), { recursive: true });
    const previous = givingWay && (await giveWay(directory, givingWay));
    for (const file of Object.keys(files)) await rename(at(incoming, file), at(directory, file));
    return { files: { ...files, ...previous }, source };
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
}
