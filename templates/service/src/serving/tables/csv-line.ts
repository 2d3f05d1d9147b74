import { numberIn } from './cells.ts';

/** A line of CSV, with its end. @param cells texts, numbers, and what JSON has beside */
export function lineOf(cells: unknown[], delimiter: string): string {
  return `${joined(cells, delimiter)}\n`;
}

/** The same without its end. */
export function joined(cells: unknown[], delimiter: string): string {
  return cells.map((cell) => quoted(cell, delimiter)).join(delimiter);
}

/** What a spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r]/;
const formulas = new Map<string, RegExp>();

/** Whether a line without quotes can be given back as it is: no cell in it begins like a formula. */
export function isPlain(line: string, delimiter: string): boolean {
  let formula = formulas.get(delimiter);
  if (!formula) {
    formula = new RegExp(`(?:^|[${delimiter}])[=+\\-@\\t\\r]`);
    formulas.set(delimiter, formula);
  }
  return !formula.test(line);
}

/** A cell as CSV has it. A text that a spreadsheet would run gets an apostrophe, so that it stays a text. */
function quoted(cell: unknown, delimiter: string): string {
  if (typeof cell === 'number') return String(cell);
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell);
  const isFormula = FORMULA.test(text) && numberIn(text) === undefined && text !== '-Infinity';
  const safe = isFormula ? `'${text}` : text;
  return /["\r\n]/.test(safe) || safe.includes(delimiter) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
