import { existsSync } from 'node:fs';
import path from 'node:path';

/** What git leaves out of a commit. */
export interface Ignored {
  /** Emitted paths. */
  files: string[];
  /** The first one's rule as git shows it: `.gitignore:3:*.onnx`, its path from the project's folder. */
  rule: string;
}

/**
 * Which files of a project git ignores, by a .gitignore of a folder above, of the user, or of the project itself.
 * Files that are in git already are not ignored. Undefined where there are none, no repository, or no git.
 * @param files  emitted paths
 */
export async function ignoredByGit(directory: string, files: string[]): Promise<Ignored | undefined> {
  if (!isInRepository(directory)) return undefined;
  const { execa } = await import('execa');
  // NUL between all, because a path may hold anything: source, line, pattern, path.
  const { failed, stdout } = await execa('git', ['check-ignore', '--verbose', '-z', '--stdin'], {
    cwd: directory,
    input: files.join('\0'),
    reject: false,
  });
  if (failed) return undefined;
  const parts = stdout.split('\0');
  const found = Array.from({ length: Math.floor(parts.length / 4) }, (_, i) => parts.slice(4 * i, 4 * i + 4));
  // A pattern with a "!" says that it is not ignored.
  const ignored = found.filter(([, , pattern]) => !pattern!.startsWith('!'));
  if (ignored.length === 0) return undefined;
  const [source, line, pattern] = ignored[0]!;
  return { files: ignored.map(([, , , file]) => file!), rule: `${source}:${line}:${pattern}` };
}

/**
 * Whether git may find a repository: `.git`, a folder or a file, here or above, or named in the environment. It spares
 * starting git where there is none.
 */
function isInRepository(directory: string): boolean {
  if (process.env['GIT_DIR'] !== undefined) return true;
  const above = path.dirname(directory);
  return existsSync(path.join(directory, '.git')) || (above !== directory && isInRepository(above));
}
