import { countBars } from './bars.js';
import { counted, make } from './dom.js';
import { histogram } from './histogram.js';
import { looksOf } from './labels.js';
import { Spread } from './spread.js';

/** Whole numbers that are so few are labels. */
const MOST_WHOLE = 20;
/** Labels are counted up to so many. */
const MOST_LABELS = 10_000;

/** What one column of the answers to a table is, all rows together, in constant memory: counts of labels, or how numbers spread. */
export class Summary {
  /** @type {Map<string, number>} */
  #counts = new Map();
  /** Rows whose labels are not among them. */
  #uncounted = 0;
  #spread = new Spread();
  /** Numbers that are infinite. */
  #infinite = 0;
  /** Rows without a value. */
  #gaps = 0;
  #areTexts = false;
  #areWhole = true;

  /** @param {string} value a cell */
  add(value) {
    if (value === '' || value === 'NaN') return void this.#gaps++;
    const number = Number(value);
    if (Number.isNaN(number)) this.#areTexts = true;
    else if (Number.isFinite(number)) this.#spread.add(number);
    else this.#infinite++;
    if (!Number.isInteger(number)) this.#areWhole = false;
    const count = this.#counts.get(value);
    if (count !== undefined || this.#counts.size < MOST_LABELS) this.#counts.set(value, (count ?? 0) + 1);
    else this.#uncounted++;
  }

  /** Whether the values are labels, and not amounts. */
  get areLabels() {
    return this.#areTexts || (this.#areWhole && this.#counts.size <= MOST_WHOLE);
  }

  /**
   * How each label looks.
   * @param {Record<string, string[]>} classes that the model names
   */
  looks(classes) {
    return looksOf([...this.#counts.keys()], classes);
  }

  /**
   * @param {string} name of the column
   * @param {Record<string, string[]>} classes that the model names
   */
  shown(name, classes) {
    const title = make('h3', { dir: 'auto' }, name);
    const gaps = this.#gaps > 0 ? [`${counted(this.#gaps, 'row')} without a value`] : [];
    const infinite = this.#infinite > 0 ? [`${counted(this.#infinite, 'row')} with an infinite number`] : [];
    const isPicture = this.areLabels ? this.#counts.size > 0 : this.#spread.count > 0;
    const left = this.areLabels ? gaps : [...infinite, ...gaps];
    return [
      title,
      ...(isPicture ? [this.areLabels ? this.#bars(classes) : histogram(this.#spread)] : []),
      ...(left.length > 0 ? [make('p', { class: 'help' }, `Also ${left.join(', and ')}.`)] : []),
    ];
  }

  /** @param {Record<string, string[]>} classes */
  #bars(classes) {
    return make(
      'div',
      { class: 'summary' },
      countBars([...this.#counts], this.#uncounted, this.looks(classes)),
    );
  }
}
