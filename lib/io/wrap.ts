import stringWidth from 'fast-string-width';

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

/** A text on as many lines as it needs; none of its words is broken. */
export function onLines(text: string, width = lineWidth()): string {
  return text
    .split('\n')
    .map((line) => wrap(line.split(' '), width).join('\n'))
    .join('\n');
}

/** A text of at most `room` columns; of a wider one both ends, for names that differ in their last part. */
export function shortened(text: string, room: number): string {
  if (lengthOf(text) <= room) return text;
  const kept = Math.max(room - 3, 2);
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  const head = fitting(characters, Math.ceil(kept / 2));
  const tail = fitting(characters.reverse(), kept - lengthOf(head.join('')));
  return `${head.join('')}...${tail.reverse().join('')}`;
}

/** As many of the first characters as have room. */
function fitting(characters: string[], room: number): string[] {
  let width = 0;
  const end = characters.findIndex((character) => (width += lengthOf(character)) > room);
  return end === -1 ? [...characters] : characters.slice(0, end);
}

/** How many columns of a terminal a text takes: two for a Chinese character or an emoji, none for a colour. */
export function lengthOf(text: string): number {
  // Most texts are ASCII and dots, and the expressions for all others take 4 ms to compile.
  return /^[ -~…]*$/.test(text) ? text.length : stringWidth(text);
}
