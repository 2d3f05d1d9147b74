import type { SignatureChange } from '../../onnx/compare/compare.ts';
import { printable } from '../../io/text.ts';
import { lineWidth, wrap } from '../../io/wrap.ts';

/** More than fits on a screen. */
const MOST_SHOWN = 24;
const LABELS = { breaking: 'breaking  ', harmless: 'harmless  ' };

/** What changes for clients, one entry for each change, wrapped to the screen. */
export function changeLines(changes: SignatureChange[], width = lineWidth()): string[] {
  const lines = changes.slice(0, MOST_SHOWN).flatMap(({ breaking, text }) => {
    const label = breaking ? LABELS.breaking : LABELS.harmless;
    const words = printable(text).split(' ');
    return wrap(words, width, `  ${label}`, ' '.repeat(label.length + 2));
  });
  const rest = changes.length - MOST_SHOWN;
  return rest > 0 ? [...lines, `  ... and ${rest} more; --json has them all`] : lines;
}

/** The same as a notice, under a heading. */
export function changeNotice(changes: SignatureChange[]): string[] {
  if (changes.length === 0) return ['Nothing changes for clients.'];
  return ['What changes for clients:', ...changeLines(changes)];
}
