import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes a small file, and its folder where that is not there yet. At once: a project has hundreds of them, and a
 * promise for each takes longer than to write it.
 */
export function writeFile(file: string, content: string | Buffer): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
