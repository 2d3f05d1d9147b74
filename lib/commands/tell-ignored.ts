import type { Io } from '../io/io.ts';
import { lineWidth, wrap } from '../io/wrap.ts';
import { ignoredByGit } from '../project/ignored.ts';

const MOST_NAMED = 3;

/** A project of which git leaves out the model comes to nobody else: said as soon as it is written. */
export async function tellIgnored(
  directory: string,
  files: { path: string; status: string }[],
  io: Io,
): Promise<void> {
  const there = files.filter(({ status }) => status !== 'remove').map(({ path }) => path);
  const ignored = await ignoredByGit(directory, there);
  if (ignored === undefined) return;
  const named = ignored.files.slice(0, MOST_NAMED).join(', ');
  const more = ignored.files.length - MOST_NAMED;
  const who = more > 0 ? `${named} and ${more} more` : named;
  const notice = `notice: git ignores ${who} (${ignored.rule}): a clone would not have ${ignored.files.length === 1 ? 'it' : 'them'}.`;
  for (const line of wrap(notice.split(' '), lineWidth(), '', '  ')) io.say(line);
  // As it is to be typed, so never broken.
  io.say(
    `  To have ${ignored.files.length === 1 ? 'it' : 'them'} in git all the same: git add --force ${named}`,
  );
}
