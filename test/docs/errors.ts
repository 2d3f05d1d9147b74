import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../lib/package.ts';

export const document = await readFile(path.join(packageRoot, 'docs', 'errors.md'), 'utf8');

/** One row of docs/errors.md: what is said, and by which codes of the source it is known. */
export interface Entry {
  codes: string[];
  /** As the document has it, with `…` for what differs. */
  texts: string[];
}

/** The lines that have codes, as comments behind what is said: `text` <!-- code -->. */
export function entries(): Entry[] {
  return document
    .split('\n')
    .map((line) => ({ codes: [...line.matchAll(/<!-- ([a-z-]+) -->/g)], said: line.split('<!--')[0]! }))
    .filter(({ codes }) => codes.length > 0)
    .map(({ codes, said }) => ({ codes: codes.map(([, code]) => code!), texts: quoted(said) }));
}

/** What stands in backquotes. */
export function quoted(markdown: string): string[] {
  return [...markdown.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
}

/** The tables below a heading: one list of cells for each row. */
export function rows(heading: string): string[][] {
  const section = document.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) => line.slice(2, -2).split(' | '));
}

/** A text with `…` in it as a pattern; the full stop of a sentence may be there or not. */
export function pattern(text: string): RegExp {
  const joined = text.replace(/\.$/, '').replace(/…(?:[ /]?…)+/g, '…');
  const escaped = joined.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[^]*')}\\.?$`);
}
