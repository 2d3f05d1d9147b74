import { grouped, make, readable } from './dom.js';

/** More bars than these are no picture. */
const MOST_BARS = 20;

/**
 * Amounts with their names as bars, the largest first.
 * @param {[name: string, amount: number][]} amounts
 * @param {(amount: number) => string} [write] where they are no shares
 */
export function bars(amounts, write) {
  const sorted = amounts.toSorted((a, b) => b[1] - a[1]);
  const areShares = amounts.every(([, amount]) => amount >= 0 && amount <= 1);
  const written = write ?? (areShares ? percent : readable);
  const full = areShares && !write ? 1 : Math.max(...sorted.map(([, amount]) => Math.abs(amount)), 1e-300);
  const items = sorted.slice(0, MOST_BARS).map(([name, amount]) => {
    const filled = make('span');
    filled.style.width = `${(Math.max(0, amount) / full) * 100}%`;
    return make(
      'li',
      {},
      make('span', { dir: 'auto' }, name),
      make('span', { class: 'amount' }, written(amount)),
      make('span', { class: 'bar', 'aria-hidden': 'true' }, filled),
    );
  });
  const list = make('ul', { class: 'bars', role: 'list' }, ...items);
  const left = sorted.length - items.length;
  return left > 0 ? make('div', {}, list, make('p', { class: 'help' }, `and ${grouped(left)} more`)) : list;
}

/** @param {number} share */
function percent(share) {
  if (share > 0 && share < 0.0005) return '< 0.1 %';
  if (share < 1 && share > 0.9995) return '> 99.9 %';
  return `${(share * 100).toFixed(1)} %`;
}

/** Columns of a histogram. */
const BINS = 20;

/**
 * How numbers spread.
 * @param {number[]} values
 */
export function histogram(values) {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (least === most) return make('p', {}, `Always ${readable(least)}.`);
  const counts = Array.from({ length: BINS }, () => 0);
  for (const value of values) {
    const bin = Math.floor(((value - least) / (most - least)) * BINS);
    counts[Math.min(bin, BINS - 1)] = (counts[Math.min(bin, BINS - 1)] ?? 0) + 1;
  }
  const highest = Math.max(...counts);
  const columns = counts.map((count) => {
    const column = make('span');
    column.style.height = `${(count / highest) * 100}%`;
    return column;
  });
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const told = `From ${readable(least)} to ${readable(most)}, ${readable(mean)} on average`;
  return make(
    'div',
    { class: 'summary' },
    make('div', { class: 'histogram', role: 'img', 'aria-label': told }, ...columns),
    make('p', { class: 'help ends' }, make('span', {}, readable(least)), make('span', {}, readable(most))),
    make('p', { class: 'help' }, `${told}.`),
  );
}
