import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { Io } from '../io.ts';
import { UserError } from '../errors.ts';
import type { Change } from './changes.ts';

type Choice = 'overwrite' | 'keep' | 'all' | 'diff' | 'abort';

/**
 * Settles every conflict before anything is written: all by `--force`, else one by one with Yeoman's choices.
 * @returns the changes, with no `conflict` left among them
 * @throws UserError  that lists them all where nobody can be asked, or where the user aborts
 */
export async function settleConflicts(
  changes: Change[],
  { directory, force, dryRun }: { directory: string; force: boolean; dryRun: boolean },
  io: Io,
): Promise<Change[]> {
  const conflicts = changes.filter(({ status }) => status === 'conflict');
  if (conflicts.length === 0 || (dryRun && !force)) return changes;
  if (!force && !io.interactive) throw inTheWay(directory, conflicts);
  let all = force;
  const settled: Change[] = [];
  for (const change of changes) {
    if (change.status !== 'conflict') settled.push(change);
    else {
      const choice = all ? 'overwrite' : await ask(directory, change, io);
      if (choice === 'abort') throw aborted();
      all ||= choice === 'all';
      settled.push({ ...change, status: choice === 'keep' ? 'kept' : 'update' });
    }
  }
  return settled;
}

async function ask(directory: string, change: Change, io: Io): Promise<Exclude<Choice, 'diff'>> {
  const choice = await io.ask<Choice>({
    name: 'conflict',
    type: 'select',
    message: `${change.path} is there already and differs. Overwrite it?`,
    default: 'keep',
    choices: [
      { name: 'overwrite this file', value: 'overwrite' },
      { name: 'keep yours', value: 'keep' },
      { name: 'overwrite this and all others', value: 'all' },
      { name: 'show the difference', value: 'diff' },
      { name: 'abort, write nothing', value: 'abort' },
    ],
  });
  if (choice !== 'diff') return choice;
  const disk = await readFile(path.join(directory, ...change.path.split('/')), 'utf8');
  io.say(createTwoFilesPatch(change.path, change.path, disk, String(change.content), 'yours', 'planned'));
  return ask(directory, change, io);
}

function inTheWay(directory: string, conflicts: Change[]): UserError {
  return new UserError({
    code: 'conflict',
    what: `${conflicts.length} ${conflicts.length === 1 ? 'file is' : 'files are'} in the way; nothing was written`,
    where: directory,
    details: conflicts.map((change) => change.path),
    next: ['choose another directory: ml-docker NAME', 'or overwrite them: add --force'],
  });
}

function aborted(): UserError {
  return new UserError({
    code: 'aborted',
    what: 'Aborted; nothing was written',
    next: 'choose another directory, or answer otherwise',
  });
}
