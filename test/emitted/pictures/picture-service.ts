import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { nextFreePort } from '../../../lib/container/values/port.ts';
import type { Flags } from '../../../lib/interview/answers.ts';
import { readModel } from '../../../lib/onnx/model/model.ts';
import { findPictures } from '../../../lib/preprocess/pictures/find.ts';
import type { PicturePreprocess } from '../../../lib/preprocess/preprocess.ts';
import { serve } from '../../../scripts/serve.ts';
import { emptyFolder } from '../../cli.ts';
import { emitRunnable } from '../emit.ts';

/** Files of tests run side by side, each with ports of its own. */
const FIRST_PORT = 21_300 + 100 * Number(process.env.VITEST_POOL_ID ?? 0);

export interface PictureService {
  project: string;
  url: string;
  stop: () => Promise<void>;
}

/** How a project is made of a model that takes pictures. */
interface Making {
  flags?: Flags;
  /** What model/preprocess.json has otherwise. */
  changes?: Partial<PicturePreprocess>;
}

export async function pictureProject(
  model: string,
  { flags = {}, changes }: Making = {},
): Promise<{ project: string; remove: () => Promise<void> }> {
  const { directory, remove } = await emptyFolder();
  try {
    const project = path.join(directory, 'pictures');
    const file = path.join(directory, 'preprocess.json');
    if (changes) {
      const { preprocess } = findPictures(await readModel(model), [])!;
      await writeFile(file, JSON.stringify({ ...preprocess, ...changes }));
    }
    await emitRunnable(project, { model, ...(changes && { preprocess: file }), ...flags });
    return { project, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The same, running. @param settings environment variables */
export async function pictureService(
  model: string,
  { settings = {}, ...making }: Making & { settings?: Record<string, string> } = {},
): Promise<PictureService> {
  const { project, remove } = await pictureProject(model, making);
  try {
    const { url, stop } = await serve(project, (await nextFreePort(FIRST_PORT))!, settings);
    return { project, url, stop: () => stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}
