import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { hashOf, sha256OfFile } from '../sha256.ts';

/** sha256 of a model's file; of a folder that of its files' names and hashes. */
export async function sha256OfModel(file: string): Promise<string> {
  if (!(await stat(file)).isDirectory()) return sha256OfFile(file);
  const entries = await readdir(file, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const lines = files
    .sort()
    .map(async (one) => `${await sha256OfFile(one)}  ${path.relative(file, one).split(path.sep).join('/')}`);
  return hashOf((await Promise.all(lines)).join('\n'));
}
