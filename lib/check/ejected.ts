import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { BASE_LAYERS, builtInLayers, extraLayers } from '../interview/layer-names.ts';
import { version } from '../package.ts';
import { digitsOf, ejectedFrom } from '../layers/eject.ts';
import { EJECTED } from '../layers/paths.ts';
import type { LayerProblem } from './problem.ts';

/**
 * What a copy of a built-in template has missed since it was made: the built-in one has gone on, or is gone.
 * @param directory  the layer's folder
 */
export async function ejectedProblem(directory: string, file: string): Promise<LayerProblem | undefined> {
  const place = path.join(directory, ...file.split('/'));
  const ejected = ejectedFrom(await readFile(place, 'utf8'));
  if (ejected === undefined || ![...BASE_LAYERS, ...extraLayers()].includes(ejected.layer)) return undefined;
  const builtIn = path.join(builtInLayers, ejected.layer, ...ejected.file.split('/'));
  if (!existsSync(builtIn)) {
    const message = `${ejected.layer}/${ejected.file}, which it is a copy of (${ejected.from}), no longer exists`;
    return { code: 'ejected-gone', file, line: 1, message };
  }
  const now = await readFile(builtIn);
  if (digitsOf(now) === ejected.digits) return undefined;
  const { createTwoFilesPatch } = await import('diff');
  const before = await readFile(path.join(directory, EJECTED, ...file.split('/')), 'utf8').catch(
    () => undefined,
  );
  const patch =
    before === undefined
      ? []
      : createTwoFilesPatch(
          ejected.from,
          `generator-ml-docker ${version}`,
          before,
          now.toString('utf8'),
        ).split('\n');
  return {
    code: 'ejected-behind',
    file,
    line: 1,
    message: `${ejected.layer}/${ejected.file} has changed since it was copied (${ejected.from}, now ${version})`,
    details: patch.slice(1).filter((line) => line !== ''),
  };
}
