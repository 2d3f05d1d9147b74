import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Image } from '../engine/image.ts';

/** What the Dockerfile copies into the image, and the Dockerfile; model/previous is left out of it. */
const SOURCES = ['app.ts', 'src', 'model', 'package.json', 'package-lock.json', 'Dockerfile'];

/** The end of a log whose build gave the image its name: the classic builder and podman; BuildKit. */
const SUCCEEDED = /^(Successfully tagged |#\d+ naming to .* done)/m;

/**
 * Files of a project that were edited after its image was built: paths with `/`, the newest first. By their dates, so
 * a file that was only touched counts as well; a build that finds nothing new settles it.
 */
export async function editedSince(image: Pick<Image, 'date'>, directory: string): Promise<string[]> {
  const built = Math.max(image.date, await lastBuild(directory));
  const dated = await Promise.all(
    (await sourcesIn(directory)).map(async (file) => ({ file, date: await modified(directory, file) })),
  );
  return dated
    .filter(({ date }) => date > built)
    .sort((a, b) => b.date - a.date)
    .map(({ file }) => file);
}

/** When a build here succeeded last; the engine may keep an older date, where all came from its cache. */
async function lastBuild(directory: string): Promise<number> {
  const log = await readFile(path.join(directory, 'build.log'), 'utf8').catch(() => '');
  return SUCCEEDED.test(log) ? modified(directory, 'build.log') : 0;
}

async function sourcesIn(directory: string): Promise<string[]> {
  const found = await Promise.all(
    SOURCES.map(async (source) => {
      const entries = await readdir(path.join(directory, source), {
        recursive: true,
        withFileTypes: true,
      }).catch(() => undefined);
      if (entries === undefined) return [source];
      const files = entries.filter((entry) => entry.isFile());
      return files.map((file) => path.relative(directory, path.join(file.parentPath, file.name)));
    }),
  );
  const files = found.flat().map((file) => file.split(path.sep).join('/'));
  return files.filter((file) => !file.startsWith('model/previous/'));
}

/** Milliseconds since 1970; 0 where there is no such file. */
async function modified(directory: string, file: string): Promise<number> {
  return stat(path.join(directory, file)).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
