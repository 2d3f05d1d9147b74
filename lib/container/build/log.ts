import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * Keeps all that a build has written: `build.log` in the project, which neither git nor Docker look at (`*.log`), of
 * the last build only; where nothing can be written there, in a folder for temporary files.
 * @returns the file, absolute
 */
export async function keepBuildLog(directory: string, output: string): Promise<string> {
  const text = stripVTControlCharacters(output);
  const file = path.join(directory, 'build.log');
  try {
    await writeFile(file, text);
    return file;
  } catch {
    const other = path.join(await mkdtemp(path.join(tmpdir(), 'ml-docker-build-')), 'build.log');
    await writeFile(other, text);
    return other;
  }
}
