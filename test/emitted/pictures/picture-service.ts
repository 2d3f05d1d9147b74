import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { nextFreePort } from '../../../lib/container/values/port.ts';
import { packageRoot } from '../../../lib/package.ts';
import { findPictures, type SaidOfPictures } from '../../../lib/preprocess/pictures/find.ts';
import type { PicturePreprocess } from '../../../lib/preprocess/preprocess.ts';
import { readModel } from '../../../lib/onnx/model/model.ts';
import { serve } from '../../../scripts/serve.ts';
import { emptyFolder } from '../../cli.ts';
import { emitRunnable } from '../emit.ts';

export interface PictureService {
  project: string;
  url: string;
  stop: () => Promise<void>;
}

/** The project of a model that takes pictures. */
export async function pictureProject(
  model: string,
  { said = {}, changes = {} }: { said?: SaidOfPictures; changes?: Partial<PicturePreprocess> } = {},
): Promise<{ project: string; remove: () => Promise<void> }> {
  const { directory, remove } = await emptyFolder();
  const project = path.join(directory, 'pictures');
  await emitRunnable(project, { model });
  const layer = path.join(packageRoot, 'templates', 'image');
  for (const folder of ['src', 'test'])
    await cp(path.join(layer, folder), path.join(project, folder), { recursive: true, force: true });
  const folders = [path.dirname(model), path.dirname(path.dirname(model))];
  const { preprocess } = findPictures(await readModel(model), folders, said)!;
  const text = JSON.stringify({ ...preprocess, ...changes });
  await writeFile(path.join(project, 'model', 'preprocess.json'), text);
  return { project, remove };
}

/** The same, running. @param settings environment variables */
export async function pictureService(
  model: string,
  {
    settings = {},
    ...how
  }: Parameters<typeof pictureProject>[1] & { settings?: Record<string, string> } = {},
): Promise<PictureService> {
  const { project, remove } = await pictureProject(model, how);
  try {
    const { url, stop } = await serve(project, (await nextFreePort(21_300))!, settings);
    return { project, url, stop: () => stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}
