import { counted, make, readable } from './dom.js';
import { markOf } from './labels.js';

/** Columns of a table that are shown. */
const MOST_COLUMNS = 8;
/** A cell is cut behind so many characters. */
const LONGEST_CELL = 60;

/**
 * The first rows of a table. The model's columns come first, where also a narrow screen shows them.
 * @param {{
 *   caption: string, header: string[], rows: string[][], given?: number,
 *   marks?: (((label: string) => string) | undefined)[]
 * }} table given: how many columns the table had before the model's; marks: how the labels in those look
 */
export function preview({ caption, header, rows, given = header.length, marks = [] }) {
  const places = header.map((_, index) => index);
  const shown = [
    ...places.slice(given, given + MOST_COLUMNS),
    ...places.slice(0, Math.min(given, MOST_COLUMNS)),
  ];
  const columns = shown.map((index) => {
    const isOurs = index >= given;
    const isNumber = rows.length > 0 && rows.every((row) => NUMBER.test(row[index] ?? ''));
    const kinds = [isOurs && 'given', isNumber && 'number'].filter(Boolean).join(' ');
    /** @type {Record<string, string>} */
    const look = kinds ? { class: kinds } : {};
    const mark = isOurs ? marks[index - given] : undefined;
    /** @param {string} [text] */
    const cell = (text = '') => [
      ...(mark ? markOf(mark(text)) : []),
      make('bdi', {}, isOurs && !mark && isNumber ? short(text) : cut(text)),
    ];
    return { name: header[index], index, look, cell };
  });
  const head = columns.map(({ name, look }) => make('th', { scope: 'col', dir: 'auto', ...look }, cut(name)));
  const body = rows.map((row) =>
    make('tr', {}, ...columns.map(({ index, look, cell }) => make('td', look, ...cell(row[index])))),
  );
  const table = make('table', {}, make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...body));
  const hidden = header.length - shown.length;
  const more = hidden > 0 ? [make('p', { class: 'help' }, `and ${counted(hidden, 'column')} more`)] : [];
  const scroll = make(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    table,
  );
  return [make('h3', { dir: 'auto' }, caption), scroll, ...more];
}

const NUMBER = /^(-?\d+(\.\d+)?([eE][+-]?\d+)?|)$/;

/**
 * A number of the answer, for a look at it; the file has all its digits.
 * @param {string} text
 */
const short = (text) => (/[.e]/i.test(text) ? readable(Number(text)) : text);

/** @param {string} [text] */
function cut(text = '') {
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
}
