/** What a document says was typed and shown, and how to find out whether it is so. */

/** The contents of a document's blocks in a language, in their order. */
export function blocks(document: string, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm');
  return [...document.matchAll(fence)].map(([, content]) => content!);
}

/** A command, and what it prints. */
export interface Transcript {
  command: string;
  output: string;
}

/** The ```console blocks of a document that begin with `$ ` and a command. */
export function transcripts(document: string): Transcript[] {
  return blocks(document, 'console')
    .filter((block) => block.startsWith('$ '))
    .map((block) => {
      const lines = block.split('\n');
      const end = lines.findIndex((_, i) => isWhole(lines.slice(0, i + 1).join('\n'))) + 1;
      return { command: lines.slice(0, end).join('\n').slice(2), output: lines.slice(end).join('\n') };
    });
}

/** Whether a shell would ask for no further line: no `\` at the end, no quotation that is still open. */
function isWhole(command: string): boolean {
  return !command.endsWith('\\') && command.split("'").length % 2 === 1;
}

/** Without white space, and one word for all that is different each time: ids, durations, sizes, last digits. */
function withoutChance(text: string): string {
  return text
    .replace(/\b[0-9a-f]{12}\b/g, 'ID')
    .replace(/\b(?:\d+|About a|Less than a) (?:second|minute|hour)s?\b/g, 'TIME')
    .replace(/\b\d+(?:\.\d+)? s\b/g, 'TIME')
    .replace(/\b\d+(?:\.\d+)? ?(?:MB|kB|B)\b/g, 'SIZE')
    .replace(/\b\d\.\d{4,}(?:e-\d+)?\b/g, (number) => Number(number).toPrecision(4))
    .replace(/\s+/g, '');
}

/**
 * Whether a transcript tells what was shown: `…` in it stands for anything; white space does not matter, as lines are
 * broken and columns set apart otherwise there, nor does what is different each time.
 * @returns its first part that was not shown, or what was shown beside it; undefined where it is right
 */
export function untrue(told: string, shown: string): string | undefined {
  let rest = withoutChance(shown);
  const parts = withoutChance(told).split('…');
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const at = isLast && part !== '' && index > 0 ? rest.lastIndexOf(part) : rest.indexOf(part);
    if (at < 0) return part;
    if (index === 0 && at > 0) return `(before it) ${rest.slice(0, at)}`;
    rest = rest.slice(at + part.length);
    if (isLast && part !== '' && rest !== '') return `(after it) ${rest}`;
  }
  return undefined;
}
