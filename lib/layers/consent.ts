import { UserError } from '../errors.ts';
import { printable } from '../io/text.ts';
import type { Io } from '../io/io.ts';
import type { OwnLayer } from './open.ts';
import { hashOfLayer, isTrustedLayer, isTrustedProject, trustLayer } from './trust.ts';

/**
 * Sees to it that somebody has agreed to templates that are not surely the user's own: EJS can run code, and so can what
 * is emitted. Asked once for each state of a layer.
 * @param directory  the project's folder, absolute
 * @throws UserError  layer-untrusted, where the answer is no or nobody can be asked (exit 2)
 */
export async function requireTrust(
  own: OwnLayer[],
  { directory, trust }: { directory: string | undefined; trust: boolean },
  io: Io,
): Promise<void> {
  const untrusted: { shown: string; hash: string }[] = [];
  for (const { layer, isNamed, isOfProject } of own) {
    if (isNamed) continue;
    if (isOfProject && directory !== undefined && (await isTrustedProject(directory))) continue;
    const hash = await hashOfLayer(layer.directory, layer.files);
    if (await isTrustedLayer(hash)) continue;
    const pin = layer.pin === undefined ? '' : ` (${layer.pin})`;
    untrusted.push({ shown: `${printable(layer.source!)}${pin}`, hash });
  }
  if (untrusted.length === 0) return;
  const shown = untrusted.map((layer) => layer.shown);
  if (!trust && !io.interactive) throw refused(shown, 'nobody is there to be asked');
  if (!trust) {
    for (const line of ['These templates are not yet trusted on this machine:', ...shown]) io.say(line);
    const isAgreed = await io.ask<boolean>({
      name: 'trust',
      type: 'confirm',
      message: 'Templates can run code when they are rendered. Do you trust them?',
      default: false,
    });
    if (!isAgreed) throw refused(shown, 'the answer was no');
  }
  for (const { hash } of untrusted) await trustLayer(hash);
}

function refused(shown: string[], why: string): UserError {
  return new UserError({
    code: 'layer-untrusted',
    what: `Templates from elsewhere can run code, and ${why}; nothing was written`,
    details: shown,
    next: 'read them, and add --trust where you trust who made them',
  });
}
