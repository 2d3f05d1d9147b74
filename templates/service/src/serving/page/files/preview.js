import { counted, make } from './dom.js';

/** Columns of a table that are shown. */
const MOST_COLUMNS = 8;
/** A cell is cut behind so many characters. */
const LONGEST_CELL = 60;

/**
 * The first rows of a table.
 * @param {{ caption: string, header: string[], rows: string[][], given?: number }} table
 * given: how many columns the table had before the model's; those behind stand out
 */
export function preview({ caption, header, rows, given = header.length }) {
  const own = header.map((_, index) => index).slice(0, given);
  const added = header.map((_, index) => index).slice(given);
  const shown = [...own.slice(0, MOST_COLUMNS), ...added.slice(0, MOST_COLUMNS)];
  /** @param {number} index */
  const look = (index) => ({ dir: 'auto', ...(index >= given && { class: 'given' }) });
  const head = shown.map((index) => make('th', { scope: 'col', ...look(index) }, cut(header[index])));
  const body = rows.map((row) =>
    make('tr', {}, ...shown.map((index) => make('td', look(index), cut(row[index])))),
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

/** @param {string} [text] */
function cut(text = '') {
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
}
