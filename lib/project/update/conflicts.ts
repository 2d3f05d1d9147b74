import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Io } from '../../io/io.ts';
import { counted } from '../../io/text.ts';
import { UserError } from '../../errors.ts';
import type { Change } from './changes.ts';

/** How every conflict of a run is settled: `--conflict`. */
export type Policy = 'keep' | 'overwrite' | 'merge';

export interface Settling {
  directory: string;
  /** Settles all of them without a question. */
  policy?: Policy | undefined;
  dryRun: boolean;
}

/**
 * Settles every conflict before anything is written: all of them by a policy, else one by one with Yeoman's choices.
 * @returns the changes, with no `conflict` left among them; with `dryRun` they may stay
 * @throws UserError  that lists them all where nobody can be asked, or where the user aborts
 */
export async function settleConflicts(
  changes: Change[],
  { directory, policy, dryRun }: Settling,
  io: Io,
): Promise<Change[]> {
  const conflicts = changes.filter(({ status }) => status === 'conflict');
  if (conflicts.length === 0 || (dryRun && policy === undefined)) return changes;
  if (policy === undefined && !io.interactive) throw inTheWay(directory, conflicts);
  const unmergeable = conflicts.filter(({ merged }) => merged === undefined);
  if (policy === 'merge' && unmergeable.length > 0) throw cannotMerge(directory, unmergeable);
  let forAll = policy;
  const settled: Change[] = [];
  for (const change of changes) {
    if (change.status !== 'conflict') settled.push(change);
    else {
      const choice = forAll ?? (await ask(directory, change, io));
      if (choice === 'abort') throw aborted();
      if (choice === 'all') forAll = 'overwrite';
      settled.push(choice === 'keep' ? kept(change) : { ...change, status: STATUS[choice] });
    }
  }
  return settled;
}

/** The user's text stays as it is, but for the paths of what was moved. */
function kept({ yours, ...change }: Change): Change {
  return yours === undefined ? { ...change, status: 'kept' } : { ...change, status: 'merge', merged: yours };
}

const STATUS = { overwrite: 'update', all: 'update', merge: 'merge' } as const;

type Choice = Policy | 'all' | 'diff' | 'abort';

async function ask(directory: string, change: Change, io: Io): Promise<Exclude<Choice, 'diff'>> {
  const merge = { name: 'merge: both, with conflict markers', value: 'merge' as const };
  const choice = await io.ask<Choice>({
    name: 'conflict',
    type: 'select',
    message: `${shownPath(change)} is there already and differs. Overwrite it?`,
    default: 'keep',
    choices: [
      { name: 'overwrite this file', value: 'overwrite' },
      { name: 'keep yours', value: 'keep' },
      { name: 'overwrite this and all others', value: 'all' },
      { name: 'show the difference', value: 'diff' },
      ...(change.merged === undefined ? [] : [merge]),
      { name: 'abort, write nothing', value: 'abort' },
    ],
  });
  if (choice !== 'diff') return choice;
  io.say(await difference(directory, change));
  return ask(directory, change, io);
}

/** `src/log.ts → src/serving/log.ts` of a file that moves. */
export function shownPath({ path: file, from }: { path: string; from?: string }): string {
  return from === undefined ? file : `${from} → ${file}`;
}

/** What is on the disk against what would be there, as a unified diff. */
export async function difference(
  directory: string,
  { path: file, from = file, status, content, merged }: Change,
): Promise<string> {
  const disk = await readFile(path.join(directory, ...from.split('/')), 'utf8').catch(() => '');
  const planned = status === 'merge' ? merged! : String(content);
  const { createTwoFilesPatch } = await import('diff');
  return createTwoFilesPatch(from, file, disk, planned, 'yours', 'planned');
}

function inTheWay(directory: string, conflicts: Change[]): UserError {
  return new UserError({
    code: 'conflict',
    what: `${counted(conflicts.length, 'file is', 'files are')} in the way; nothing was written`,
    where: directory,
    details: conflicts.map(shownPath),
    next: [
      'choose another directory: ml-docker NAME',
      'or settle them: add --conflict=keep, --conflict=overwrite (or --force), or --conflict=merge for both with markers',
    ],
  });
}

function cannotMerge(directory: string, conflicts: Change[]): UserError {
  return new UserError({
    code: 'conflict-merge',
    what: 'Files in the way are not text, so they cannot be merged; nothing was written',
    where: directory,
    details: conflicts.map((change) => change.path),
    next: 'move them away, or take --conflict=keep or --conflict=overwrite',
  });
}

function aborted(): UserError {
  return new UserError({
    code: 'aborted',
    what: 'Aborted; nothing was written',
    next: 'choose another directory, or give another answer',
  });
}
