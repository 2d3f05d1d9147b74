import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../lib/package.ts';

/** A file of the templates with another text; undefined takes it away. */
export type Rewrite = Record<string, (text: string) => string | undefined>;

/**
 * This package as an older version had it: the same code, version 0.0.1, and other templates.
 * @param folder  an empty folder for it
 * @param rewrite  path below templates/ → what it was; `''` goes in where there is none now
 * @returns runs its command without a terminal
 */
export async function olderPackage(
  folder: string,
  rewrite: Rewrite,
): Promise<(cwd: string, ...args: string[]) => Promise<void>> {
  const isCopied = (file: string): boolean =>
    !/[\\/]templates[\\/]service[\\/](node_modules|model|test[\\/]golden\.json)/.test(file);
  for (const part of ['dist', 'samples', 'templates'])
    await cp(path.join(packageRoot, part), path.join(folder, part), { recursive: true, filter: isCopied });
  const about = JSON.parse(await readFile(path.join(packageRoot, 'package.json'), 'utf8')) as object;
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ ...about, version: '0.0.1' }));
  await symlink(path.join(packageRoot, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  for (const [file, older] of Object.entries(rewrite)) {
    const place = path.join(folder, 'templates', ...file.split('/'));
    const text = older(await readFile(place, 'utf8').catch(() => ''));
    await mkdir(path.dirname(place), { recursive: true });
    await (text === undefined ? rm(place) : writeFile(place, text));
  }
  const bin = path.join(folder, 'dist', 'bin', 'ml-docker.js');
  return async (cwd, ...args) => {
    await execa(process.execPath, [bin, ...args, '--yes', '--skip-install'], { cwd, stdin: 'ignore' });
  };
}
