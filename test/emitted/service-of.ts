import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { nextFreePort } from '../../lib/container/values/port.ts';
import type { Flags } from '../../lib/interview/answers.ts';
import type { Card } from '../../lib/onnx/card/card.ts';
import { serve } from '../../scripts/serve.ts';
import { emptyFolder } from '../cli.ts';
import { emitRunnable } from './emit.ts';

/** A service that runs, and its project. */
export interface Service {
  project: string;
  url: string;
  card: Card;
  /** Ends it and removes the project. */
  stop: () => Promise<void>;
}

/** The project of a model, called `odd` where no name is given, with its service running. */
export async function serviceOf(model: Buffer, flags: Flags = {}): Promise<Service> {
  const { directory, remove } = await emptyFolder();
  try {
    const file = path.join(directory, 'model.onnx');
    await writeFile(file, model);
    const project = path.join(directory, flags.name ?? 'odd');
    await emitRunnable(project, { model: file, ...flags });
    const { url, stop } = await serve(project, (await nextFreePort(20_300))!);
    const card = JSON.parse(await readFile(path.join(project, 'model', 'card.json'), 'utf8')) as Card;
    return { project, url, card, stop: () => stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}
