import { parse } from 'csv-parse/sync';
import type { Card } from '../../card.ts';
import { listNames, Problem } from '../problems.ts';
import type { Layout } from './layout.ts';
import { columnsIn, findLayout } from './find-layout.ts';

/** The header of a table, and what separates its cells. */
export interface Head {
  layout: Layout;
  /** Where the header begins in the text, and in which line. */
  start: number;
  line: number;
}

const DELIMITERS: Partial<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
};

/** The first line that Excel writes in some countries. */
const SEPARATOR_LINE = /^sep=(.)(?:\r\n|\n|\r)/i;
const BLANK_LINES = /^(?:\r\n|\n|\r)*/;

/**
 * So much of a text that its header is whole.
 * @throws Problem 413 where that is too long.
 */
export async function headerIn(pieces: AsyncIterator<string>, longest: number): Promise<string> {
  let text = '';
  while (!hasHeader(text)) {
    const next = await pieces.next();
    if (next.done) break;
    text += next.value;
    if (text.length > longest + next.value.length)
      throw new Problem(413, `The header is longer than ${longest} bytes (BODY_LIMIT).`);
  }
  return text;
}

/** Whether there is a line end behind something, and no quote is open before it. */
function hasHeader(text: string): boolean {
  const [start] = startOf(text);
  for (const { index } of text.slice(start).matchAll(/\r\n|\n|\r(?!$)/g)) {
    const quotes = text.slice(start, start + index).split('"').length - 1;
    if (quotes % 2 === 0) return true;
  }
  return false;
}

/** Where the header begins, in characters and lines, and the separator that the line before it names. */
function startOf(text: string): [start: number, line: number, separator: string | undefined] {
  const [separatorLine, separator] = SEPARATOR_LINE.exec(text) ?? ['', undefined];
  const blank = BLANK_LINES.exec(text.slice(separatorLine.length))![0];
  const line = 1 + (separatorLine === '' ? 0 : 1) + blank.replaceAll('\r\n', '\n').length;
  return [separatorLine.length + blank.length, line, separator];
}

/**
 * Reads the header of a table and finds out what separates its cells.
 * @param text the whole of its header, and perhaps more.
 * @throws Problem 400 where it is not the header of the model's table.
 */
export function readHeader(text: string, card: Card): Head {
  const [start, line, separator] = startOf(text);
  const rest = text.slice(start);
  if (rest === '') throw empty(card);
  if (isJson(rest))
    throw new Problem(
      400,
      'The body is JSON, not CSV. Send it with the header "Content-Type: application/json".',
    );
  const delimiters = separator === undefined ? Object.keys(DELIMITERS) : [separator];
  const readings = delimiters.flatMap((delimiter) => {
    const names = namesIn(rest, delimiter);
    return names ? [{ delimiter, names, fits: columnsIn(names, card) }] : [];
  });
  if (readings.length === 0)
    throw new Problem(400, `Line ${line}, the header, is not CSV: look at its quotes.`);
  // Of equals the first: a comma is the most likely.
  const { delimiter, names } = readings.reduce((best, one) => (isBetter(one, best) ? one : best));
  const layout = { ...findLayout(names, line, card), delimiter };
  if (delimiter !== ',') {
    const name = DELIMITERS[delimiter] ?? JSON.stringify(delimiter);
    layout.notices.unshift(`The cells are separated by a ${name}.`);
  }
  return { layout, start, line };
}

interface Reading {
  names: string[];
  fits: number;
}

function isBetter(one: Reading, best: Reading): boolean {
  return one.fits !== best.fits ? one.fits > best.fits : one.names.length > best.names.length;
}

/** Undefined where quotes stand at other places than this separator has them. */
function namesIn(text: string, delimiter: string): string[] | undefined {
  const settings = { delimiter, to: 1, relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'] };
  try {
    return parse(text, settings).at(0) ?? [];
  } catch {
    return undefined;
  }
}

/** The first line of a CSV file could begin like that, but not go on like that. */
function isJson(text: string): boolean {
  return /^\s*(?:\[\s*)?\{\s*"/.test(text);
}

/** A file with nothing in it. */
function empty({ columns }: Card): Problem {
  const names = columns ? ` The columns are ${listNames(columns.map(({ name }) => name))}.` : '';
  return new Problem(400, `The table is empty: it needs a header and rows.${names}`);
}
