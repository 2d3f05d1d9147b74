import { stripVTControlCharacters } from 'node:util';

/** A run of text of one look. */
export interface Span {
  text: string;
  /** As CSS writes it; absent for the terminal's own. */
  colour?: string;
  bold: boolean;
}

/** The colours of SGR 30 to 37 and 90 to 97: https://en.wikipedia.org/wiki/ANSI_escape_code#SGR */
const COLOURS = ['#666', '#f14c4c', '#23d18b', '#e5e510', '#3b8eea', '#d670d6', '#29b8db', '#e5e5e5'];
const DIM = '#8a8a8a';

/** The lines of a terminal's screen, each as runs of one look; blank space at the end of a line is left out. */
export function lines(screen: string): Span[][] {
  let look: Omit<Span, 'text'> = { bold: false };
  return screen.split('\n').map((line) => {
    const spans: Span[] = [];
    for (const [, codes, text] of line.trimEnd().matchAll(/(?:\x1b\[([\d;]*)m)?([^\x1b]*|\x1b)/g)) {
      if (codes !== undefined) look = codes.split(';').map(Number).reduce(changed, look);
      const plain = stripVTControlCharacters(text ?? '');
      if (plain !== '') spans.push({ text: plain, ...look });
    }
    return spans;
  });
}

function changed(look: Omit<Span, 'text'>, code: number): Omit<Span, 'text'> {
  if (code === 0) return { bold: false };
  if (code === 1) return { ...look, bold: true };
  if (code === 2) return { ...look, colour: DIM };
  if (code === 22) return { ...look, bold: false };
  if (code === 39) return { bold: look.bold };
  const colour = COLOURS[code >= 90 ? code - 90 : code - 30];
  return colour === undefined ? look : { ...look, colour };
}
