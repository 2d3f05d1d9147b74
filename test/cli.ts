import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../lib/package.ts';
import { hashOf } from '../lib/sha256.ts';

/** The compiled command, as npm installs it. */
export const bin = path.join(packageRoot, 'dist', 'bin', 'ml-docker.js');

export interface Run {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs `ml-docker` without a terminal, as a script would. */
export async function mlDocker(cwd: string, ...args: string[]): Promise<Run> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [bin, ...args], {
    cwd,
    reject: false,
    stdin: 'ignore',
    env: { NODE_OPTIONS: '' },
  });
  return { exitCode, stdout, stderr };
}

/** A new empty folder, and how to remove it. */
export async function emptyFolder(): Promise<{ directory: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-'));
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** Every file below a folder, with `/`, and its sha256, so that two folders can be compared. */
export async function tree(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !path.relative(directory, file).split(path.sep).includes('node_modules'))
    .sort();
  const hashes = await Promise.all(files.map(async (file) => hashOf(await readFile(file))));
  return Object.fromEntries(
    files.map((file, i) => [path.relative(directory, file).split(path.sep).join('/'), hashes[i]!]),
  );
}
