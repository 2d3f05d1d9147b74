import { bars, histogram } from './bars.js';
import { counted, make } from './dom.js';

/** Whole numbers that are so few are classes. */
const MOST_CLASSES = 20;
/** Of a long table, so many values make the picture. */
const MOST_VALUES = 200_000;
/** Names are counted up to so many. */
const MOST_NAMES = 10_000;

/** What the answers to a table are, all together: counts of labels, or how numbers spread. */
export class Summary {
  /** @type {Map<string, number>} */
  #counts = new Map();
  /** @type {number[]} */
  #values = [];
  #texts = 0;
  rows = 0;
  /** Rows without an answer, as they have a fault. */
  left = 0;

  /** @param {string} value a cell */
  add(value) {
    this.rows++;
    if (value === '') return void this.left++;
    const number = Number(value);
    if (Number.isNaN(number)) this.#texts++;
    else if (this.#values.length < MOST_VALUES) this.#values.push(number);
    const count = this.#counts.get(value);
    if (count !== undefined || this.#counts.size < MOST_NAMES) this.#counts.set(value, (count ?? 0) + 1);
  }

  /** @param {string} name of the column */
  shown(name) {
    const areClasses =
      this.#texts > 0 || (this.#counts.size <= MOST_CLASSES && this.#values.every(Number.isInteger));
    const title = make('h3', { dir: 'auto' }, name);
    if (areClasses)
      return [
        title,
        make(
          'div',
          { class: 'summary' },
          bars([...this.#counts], (count) => counted(count, 'row')),
        ),
      ];
    const finite = this.#values.filter(Number.isFinite);
    return finite.length > 0 ? [title, histogram(finite)] : [];
  }
}
