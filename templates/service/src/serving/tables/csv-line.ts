import { numberIn } from './cells.ts';

/** A line of CSV, with its end. @param cells texts, numbers, and what JSON has beside */
export function lineOf(cells: unknown[], delimiter: string): string {
  return `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\n`;
}

/**
 * A cell as CSV has it. A text that a spreadsheet would run gets an apostrophe, so that it stays a text
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
function quoted(cell: unknown, delimiter: string): string {
  if (typeof cell === 'number') return String(cell);
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell);
  const safe =
    /^[=+\-@\t\r]/.test(text) && numberIn(text) === undefined && text !== '-Infinity' ? `'${text}` : text;
  return /["\r\n]/.test(safe) || safe.includes(delimiter) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
