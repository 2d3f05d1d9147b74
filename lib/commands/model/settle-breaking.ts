import { UserError } from '../../errors.ts';
import type { Flags } from '../../interview/answers.ts';
import type { Io } from '../../io/io.ts';
import type { SignatureChange } from '../../onnx/compare/compare.ts';
import { changeLines, changeNotice } from './tell-changes.ts';

/**
 * Tells what changes for clients. Breaking changes need a yes: by `--force`, else asked for.
 * @param name  of the API
 * @throws UserError  (exit 2) where nobody can be asked, or the answer is no
 */
export async function settleBreaking(
  changes: SignatureChange[],
  { name, flags }: { name: string; flags: Flags },
  io: Io,
): Promise<void> {
  const isBreaking = changes.some(({ breaking }) => breaking);
  const isSettled = !isBreaking || flags.force === true;
  if (!isSettled && !io.interactive && flags.dryRun !== true) throw breaksClients(name, changes);
  for (const line of changeNotice(changes)) io.say(line);
  if (isSettled) return;
  if (flags.dryRun === true) return io.say('Without --dry-run this needs --force.');
  const message = 'These changes break clients. Exchange the model anyway?';
  if (await io.ask<boolean>({ name: 'exchange', type: 'confirm', message, default: false })) return;
  throw new UserError({
    code: 'model-kept',
    what: 'The project keeps its model; nothing was written',
    next: OTHERWISE,
  });
}

const OTHERWISE =
  'to have both, make a project of the new one in another folder: ml-docker NAME --model FILE';

function breaksClients(name: string, changes: SignatureChange[]): UserError {
  const isByName = changes.some(({ kind }) => BY_NAME.includes(kind));
  return new UserError({
    code: 'model-breaks-clients',
    what: `The new model breaks clients of ${name}; nothing was written`,
    details: changeLines(changes),
    next: [
      'to exchange it all the same: add --force',
      ...(isByName ? ['to name its columns as before: add --columns FILE'] : []),
      OTHERWISE,
    ],
  });
}

/** What other names for the columns may undo. */
const BY_NAME = ['column-renamed', 'columns-order', 'rows-removed'];
