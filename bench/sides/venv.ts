import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import { execa } from 'execa';
import { hashOf } from '../../lib/sha256.ts';
import { Unavailable } from './side.ts';

/** What is made once and kept: virtual environments and models. Outside the checkout. */
export const cache = envPaths('ml-docker-bench', { suffix: '' }).cache;

const bin = process.platform === 'win32' ? 'Scripts' : 'bin';

/**
 * A virtual environment with what a requirements.txt names; made where the file or the Python has changed.
 * @returns the folder of its programs
 * @throws Unavailable  where there is no python3, or pip cannot install it
 */
export async function venv(name: string, requirements: string): Promise<string> {
  const wanted = await readFile(requirements, 'utf8');
  const { stdout: version } = await tried('python3', ['-c', 'import sys; print(sys.version)']);
  const folder = path.join(cache, name);
  const stamp = path.join(folder, 'installed-from');
  const hash = hashOf(Buffer.from(version + wanted));
  if (!existsSync(stamp) || (await readFile(stamp, 'utf8')) !== hash) {
    process.stderr.write(`installing ${name} …\n`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(cache, { recursive: true });
    await tried('python3', ['-m', 'venv', folder]);
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
    await tried(path.join(folder, bin, 'python'), ['-m', 'pip', 'install', ...quiet, '-r', requirements]);
    await writeFile(stamp, hash);
  }
  return path.join(folder, bin);
}

async function tried(file: string, args: string[]): Promise<{ stdout: string }> {
  const { failed, stdout, stderr, shortMessage } = await execa(file, args, { reject: false });
  if (!failed) return { stdout };
  const last = stderr.trim().split('\n').at(-1);
  throw new Unavailable(last || shortMessage);
}
