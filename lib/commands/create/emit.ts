import type { Io } from '../../io/io.ts';
import { shownFolder } from '../../io/shell.ts';
import { version } from '../../package.ts';
import { trustProject } from '../../layers/trust.ts';
import { difference, shownPath } from '../../project/update/conflicts.ts';
import { write, WRITES } from '../../project/write.ts';
import type { Prepared } from './prepare.ts';

/** Writes what was prepared; shows it only, with `--dry-run`. */
export async function emit(prepared: Prepared, io: Io): Promise<void> {
  const { directory, changes, own, manifest, layers, model, givingWay, flags } = prepared;
  for (const line of summary(prepared)) io.say(line);
  if (flags.dryRun === true) return showDifferences(prepared, io);
  const { copy } = model;
  await write(
    {
      directory,
      changes,
      manifest,
      generator: version,
      layers,
      own,
      model: copy && { copy, givingWay },
    },
    io,
  );
  // From here on the project's own templates are known to be the user's.
  if (manifest === undefined) await trustProject(directory);
}

/** Of a project that is there, what an update would change, as a diff. */
async function showDifferences({ directory, changes, manifest }: Prepared, io: Io): Promise<void> {
  if (manifest === undefined) return;
  for (const change of changes) {
    const isShown = ['conflict', 'remove', ...WRITES].includes(change.status);
    if (isShown && typeof change.content === 'string') io.say(await difference(directory, change));
  }
}

/** What a run does, one line per path that is not left alone, and one for the rest. */
function summary({ directory, files, flags, manifest }: Prepared): string[] {
  const told = files.filter(({ status }) => status !== 'unchanged');
  const where = shownFolder(directory);
  if (told.length === 0) return [`${where} is up to date: nothing to change`];
  const heading = flags.dryRun === true ? `would write ${where}/` : `writing ${where}/`;
  // Of a new project the tree says more than a list of all its files.
  const lines = manifest === undefined && flags.dryRun !== true ? [] : told;
  return [heading, ...lines.map((change) => `  ${change.status.padEnd(8)} ${shownPath(change)}`)];
}
