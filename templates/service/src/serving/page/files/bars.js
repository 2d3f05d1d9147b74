import { counted, grouped, make, readable } from './dom.js';
import { markOf } from './labels.js';

/** More bars than these are no picture. */
const MOST_BARS = 20;

/** @typedef {{ name: string | HTMLElement, amount: number, written: string, look?: string }} Bar */

/**
 * What a model says of each class as bars, the largest first.
 * @param {[name: string, amount: number][]} amounts
 * @param {(name: string) => string} look of a class
 */
export function scoreBars(amounts, look) {
  const sorted = amounts.toSorted((a, b) => b[1] - a[1]);
  const areShares = amounts.every(([, amount]) => amount >= 0 && amount <= 1);
  const full = areShares ? 1 : Math.max(...sorted.slice(0, MOST_BARS).map(([, amount]) => Math.abs(amount)));
  const written = areShares ? percent : readable;
  const shown = sorted.slice(0, MOST_BARS);
  const list = barList(
    shown.map(([name, amount]) => ({ name, amount, written: written(amount), look: look(name) })),
    full,
  );
  const left = sorted.length - shown.length;
  return left > 0 ? make('div', {}, list, make('p', { class: 'help' }, `and ${grouped(left)} more`)) : list;
}

/**
 * How often there is each label as bars, the most frequent first, and all that are rare as one.
 * @param {[name: string, count: number][]} counts
 * @param {number} uncounted rows whose labels are not among them
 * @param {(name: string) => string} look of a label
 */
export function countBars(counts, uncounted, look) {
  const sorted = counts.toSorted((a, b) => b[1] - a[1]);
  const rare = sorted.slice(MOST_BARS);
  const rows = uncounted + rare.reduce((sum, [, count]) => sum + count, 0);
  const all = sorted.reduce((sum, [, count]) => sum + count, uncounted);
  /** @param {number} count */
  const written = (count) => `${counted(count, 'row')} (${percent(count / all)})`;
  /** @type {Bar[]} */
  const bars = sorted
    .slice(0, MOST_BARS)
    .map(([name, count]) => ({ name, amount: count, written: written(count), look: look(name) }));
  if (rows > 0) {
    const others = uncounted > 0 ? 'all others' : counted(rare.length, 'other');
    bars.push({ name: make('em', {}, others), amount: rows, written: written(rows) });
  }
  return barList(bars, Math.max(...bars.map(({ amount }) => amount)));
}

/**
 * @param {Bar[]} bars
 * @param {number} full the amount of a bar that is full
 */
function barList(bars, full) {
  const items = bars.map(({ name, amount, written, look = '' }) => {
    const filled = make('span', { class: look });
    filled.style.width = `${full > 0 ? (Math.max(0, amount) / full) * 100 : 0}%`;
    return make(
      'li',
      {},
      make('span', {}, ...markOf(look), make('bdi', {}, name)),
      make('span', { class: 'amount' }, written),
      make('span', { class: 'bar', 'aria-hidden': 'true' }, filled),
    );
  });
  return make('ul', { class: 'bars', role: 'list' }, ...items);
}

/** @param {number} share */
function percent(share) {
  if (share > 0 && share < 0.0005) return '< 0.1 %';
  if (share < 1 && share > 0.9995) return '> 99.9 %';
  return `${(share * 100).toFixed(1)} %`;
}
