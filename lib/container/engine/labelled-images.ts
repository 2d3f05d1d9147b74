import { call, linesOf } from './cli.ts';
import type { Engine } from './engine.ts';
import { engineFailed } from './failure.ts';
import { findImage } from './image.ts';

/** The label of the images in which models are converted; its value says what is in one. */
export const CONVERT_LABEL = 'io.github.ml-docker.convert';

/** An image that has a name, with the value of its label. */
export interface LabelledImage {
  name: string;
  label: string;
  bytes: number;
}

/** The images that have a label, by name. */
export async function labelledImages(
  engine: Engine,
  label: string,
  signal?: AbortSignal,
): Promise<LabelledImage[]> {
  const args = ['images', '--filter', `label=${label}`, '--format', '{{.Repository}}:{{.Tag}}'];
  const { exitCode, stdout, stderr } = await call(engine.command, args, { signal });
  if (exitCode !== 0) throw engineFailed(engine, args, stderr);
  const names = [...new Set(linesOf(stdout))].filter((name) => !name.includes('<none>')).sort();
  const found = await Promise.all(
    names.map(async (name) => ({ name, image: await findImage(engine, name, signal) })),
  );
  return found.flatMap(({ name, image }) =>
    image === undefined ? [] : [{ name, label: image.labels[label] ?? '', bytes: image.bytes }],
  );
}
