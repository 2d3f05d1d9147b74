import gt from 'semver/functions/gt.js';
import valid from 'semver/functions/valid.js';
import { UserError } from '../../errors.ts';
import { version } from '../../package.ts';
import type { Change } from './changes.ts';
import type { Manifest } from '../manifest.ts';
import { WRITES } from '../write.ts';

/**
 * Refuses an update by an older generator than the one that wrote the project last: its templates lack what is there.
 * @throws UserError  downgrade (exit 2)
 */
export function refuseDowngrade(directory: string, manifest: Manifest | undefined): void {
  const written = manifest?.generator;
  if (written === undefined || valid(written) === null || !gt(written, version)) return;
  throw new UserError({
    code: 'downgrade',
    what: `The project was written by generator-ml-docker ${written}, and this is ${version}`,
    where: directory,
    next: `take that version or a later one: npm install --global generator-ml-docker@${written}`,
  });
}

/**
 * Refuses to write among edits that git does not know yet: what an update did could not be told from them, nor undone.
 * Looks at tracked files below the project alone, and only where something would be written.
 * @throws UserError  dirty (exit 2)
 */
export async function refuseDirty(directory: string, changes: Change[]): Promise<void> {
  const writes = changes.some(({ status }) => status === 'remove' || WRITES.includes(status));
  if (!writes) return;
  // Without --no-optional-locks, git refreshes its index: a refusal would have written something.
  const args = ['--no-optional-locks', 'status', '--porcelain', '--untracked-files=no', '--', '.'];
  const { execa } = await import('execa');
  const { failed, stdout } = await execa('git', args, { cwd: directory, reject: false, stdin: 'ignore' });
  const edited = failed ? [] : stdout.split('\n').filter((line) => line !== '');
  if (edited.length === 0) return;
  const shown = edited.slice(0, 8);
  const rest = edited.length > shown.length ? [`… and ${edited.length - shown.length} more`] : [];
  throw new UserError({
    code: 'dirty',
    what: 'Files of the project have edits that are not committed; nothing was written',
    where: directory,
    details: [...shown, ...rest],
    next: ['commit or stash them: git commit -a, git stash', 'or go ahead all the same: --allow-dirty'],
  });
}
