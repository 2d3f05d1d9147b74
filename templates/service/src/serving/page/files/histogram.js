import { counted, grouped, make, readable } from './dom.js';

/** @import { Spread } from './spread.js' */

/**
 * How numbers spread: a picture, in words, and as a table.
 * @param {Spread} spread
 */
export function histogram(spread) {
  const { least, most } = spread;
  const mean = Number(spread.mean.toPrecision(4));
  if (least === most) return make('p', {}, `Always ${readable(least)}.`);
  const columns = spread.columns();
  const highest = columns.reduce((one, other) => (other.count > one.count ? other : one));
  const told = [
    `From ${readable(least)} to ${readable(most)}, ${readable(mean)} on average.`,
    `Most often from ${rangeOf(highest)}: ${counted(highest.count, 'row')}.`,
  ].join(' ');
  const bars = columns.map((column) => {
    const bar = make('span', { title: `${rangeOf(column)}: ${counted(column.count, 'row')}` }, make('span'));
    /** @type {HTMLElement} */ (bar.firstChild).style.height = `${(column.count / highest.count) * 100}%`;
    return bar;
  });
  return make(
    'div',
    { class: 'summary' },
    make('div', { class: 'histogram', role: 'img', 'aria-label': told }, ...bars),
    make(
      'p',
      { class: 'help ends', 'aria-hidden': 'true' },
      make('span', {}, readable(columns[0]?.from ?? least)),
      make('span', {}, readable(columns.at(-1)?.to ?? most)),
    ),
    make('p', { class: 'help' }, told),
    make('details', { class: 'figures' }, make('summary', {}, 'As a table'), tableOf(columns)),
  );
}

/** @param {{ from: number, to: number }} column */
const rangeOf = ({ from, to }) => `${readable(from)} to ${readable(to)}`;

/** @param {{ from: number, to: number, count: number }[]} columns */
function tableOf(columns) {
  const head = ['From', 'to', 'Rows'].map((name) => make('th', { scope: 'col', class: 'number' }, name));
  const rows = columns.map(({ from, to, count }) =>
    make(
      'tr',
      {},
      ...[readable(from), readable(to), grouped(count)].map((cell) => make('td', { class: 'number' }, cell)),
    ),
  );
  return make('table', {}, make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows));
}
