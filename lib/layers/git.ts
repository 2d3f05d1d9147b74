import { statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors.ts';

// What a repository brings along stays data: no hooks, no links, no commands as transport, bytes as they are.
const SAFE = [
  ['core.hooksPath', process.platform === 'win32' ? 'NUL' : '/dev/null'],
  ['core.symlinks', 'false'],
  ['core.autocrlf', 'false'],
  ['protocol.ext.allow', 'never'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/**
 * Fetches one state of a repository.
 * @param folder  an empty folder for it
 * @returns the folder `layer` in it, and the commit
 * @throws UserError  layer-fetch, layer-folder (exit 2)
 */
export async function cloneLayer(
  { url, ref = 'HEAD' }: { url: string; ref?: string },
  folder: string,
): Promise<{ directory: string; pin: string }> {
  const git = (...args: string[]): Promise<string> => run([...SAFE, ...args], { folder, url, ref });
  await git('init', '--quiet');
  await git('fetch', '--quiet', '--depth=1', '--no-tags', '--', url, ref);
  await git('checkout', '--quiet', '--detach', 'FETCH_HEAD');
  const pin = await git('rev-parse', 'HEAD');
  const directory = path.join(folder, 'layer');
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError({
      code: 'layer-folder',
      what: 'The repository has no folder "layer" with templates',
      where: `${url} at ${pin}`,
      next: 'put the templates into a folder layer/ at its root; nothing else of it is read',
    });
  }
  return { directory, pin };
}

async function run(
  args: string[],
  { folder, url, ref }: { folder: string; url: string; ref: string },
): Promise<string> {
  const { execa } = await import('execa');
  const { failed, code, stdout, stderr } = await execa('git', args, {
    cwd: folder,
    reject: false,
    stdin: 'ignore',
    // Nobody is there to type a password, and large files are not templates.
    env: { GIT_TERMINAL_PROMPT: '0', GIT_LFS_SKIP_SMUDGE: '1' },
  });
  if (!failed) return stdout.trim();
  throw new UserError({
    code: 'layer-fetch',
    what: code === 'ENOENT' ? 'git was not found on this machine' : 'The templates could not be fetched',
    where: `${url} at ${ref}`,
    details: stderr.trim().split('\n').slice(-5),
    next: [`see whether git reaches it: git ls-remote ${url} ${ref}`],
  });
}
