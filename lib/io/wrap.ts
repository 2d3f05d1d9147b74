/** The width of a terminal that does not say how wide it is. */
const USUAL_WIDTH = 80;

/** How many characters a line on stdout may have. */
export function lineWidth({ columns }: { columns?: number } = process.stdout): number {
  // Some terminals say 0.
  return columns || USUAL_WIDTH;
}

/**
 * Puts words on as many lines as they need; none is broken.
 * @param first  what the first line begins with
 * @param under  what each further one begins with
 */
export function wrap(words: string[], width: number, first = '', under = ''): string[] {
  const lines = [first];
  for (const word of words) {
    const last = lines.at(-1)!;
    const isFirst = last === '' || last.endsWith(' ');
    const longer = isFirst ? last + word : `${last} ${word}`;
    if (lengthOf(longer) <= width || last === '') lines[lines.length - 1] = longer;
    else lines.push(under + word);
  }
  return lines;
}

/** A text of at most `room` characters; of a longer one both ends, for names that differ in their last part. */
export function shortened(text: string, room: number): string {
  const characters = [...text];
  if (characters.length <= room) return text;
  const kept = Math.max(room - 3, 2);
  const head = Math.ceil(kept / 2);
  return `${characters.slice(0, head).join('')}...${characters.slice(head - kept).join('')}`;
}

/** In characters, not in UTF-16 units. */
export function lengthOf(text: string): number {
  return [...text].length;
}
