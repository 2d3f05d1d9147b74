import type { UserError } from '../errors.ts';
import { wrap } from './wrap.ts';

const UNDER = ' '.repeat(10);
/** Where a hint ends in what is to be typed: after a colon, and to its end. */
const TYPED =
  /^(.*?:) ((?:ml-docker|npx|npm|node|docker|podman|kubectl|sudo|git|export|cd|curl|pip|python3?|systemctl) .+)$/s;

/**
 * An error for a terminal of a width: prose goes on in the next line between two words; what is to be copied, and lines
 * that others wrote, stay whole.
 */
export function errorText(error: UserError, width: number): string {
  const message = wrap(error.message.split(' '), width, 'error: ', '  ');
  const where = error.where === undefined ? [] : [`  in: ${error.where}`];
  const details = error.details.map((line) => `  ${line}`);
  const next = error.next.flatMap((line, i) => hint(line, width, i === 0 ? '  next: ' : '        '));
  return [...message, ...where, ...details, ...next].join('\n');
}

/** One hint. Code is set in by two spaces, and stays as it is. */
function hint(line: string, width: number, first: string): string[] {
  if (first.length + line.length <= width || line.startsWith('  ')) return [first + line];
  const [, words = line, code] = TYPED.exec(line) ?? [];
  const prose = wrap(words.split(' '), width, first, UNDER);
  return code === undefined ? prose : [...prose, UNDER + code];
}
