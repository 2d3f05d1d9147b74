/** So many different numbers, or steps, are counted apart. */
const MOST_APART = 2000;
/** Columns of the picture; there may be one or two more, as their edges are round numbers. */
const MOST_COLUMNS = 20;

/**
 * How numbers spread, however many there are, in constant memory: each number is counted by itself at first, and when
 * they become too many, steps of a power of ten are, which grow tenfold as often as they have to.
 */
export class Spread {
  /** Of each number, or of each step by its place: how many. @type {Map<number, number>} */
  #counts = new Map();
  /** A step is ten to the power of this; undefined as long as the numbers themselves are counted. @type {number | undefined} */
  #exponent;
  count = 0;
  least = Infinity;
  most = -Infinity;
  mean = 0;

  /** @param {number} value a finite one */
  add(value) {
    this.count++;
    this.mean += (value - this.mean) / this.count;
    this.least = Math.min(this.least, value);
    this.most = Math.max(this.most, value);
    count(this.#counts, this.#exponent === undefined ? value : placeOf(value, this.#exponent), 1);
    while (this.#counts.size > MOST_APART) this.#widen();
  }

  #widen() {
    const before = this.#exponent;
    const exponent = before === undefined ? this.#exponentFor(100) : before + 1;
    const counts = new Map();
    for (const [key, times] of this.#counts)
      count(counts, before === undefined ? placeOf(key, exponent) : Math.floor(key / 10), times);
    this.#counts = counts;
    this.#exponent = exponent;
  }

  /**
   * The largest power of ten of which the range has at least so many.
   * @param {number} parts
   */
  #exponentFor(parts) {
    const range = this.most / parts - this.least / parts;
    // A double has no more digits than these.
    const finest = Math.floor(Math.log10(Math.max(Math.abs(this.least), Math.abs(this.most)))) - 14;
    return Math.max(Math.floor(Math.log10(range)), finest, -300);
  }

  /**
   * The picture: ranges of the same width with round edges, and how many numbers are in each. `to` is not in it, except
   * for the last.
   * @returns {{ from: number, to: number, count: number }[]}
   */
  columns() {
    if (this.least === this.most) return [{ from: this.least, to: this.most, count: this.count }];
    const exponent = Math.max(this.#exponentFor(MOST_COLUMNS), this.#exponent ?? -Infinity);
    const power = 10 ** exponent;
    const span = this.most / power - this.least / power;
    const steps = [1, 2, 5].find((one) => span / one <= MOST_COLUMNS) ?? 10;
    /** @param {number} key */
    const columnOf = (key) =>
      this.#exponent === undefined
        ? Math.floor(placeOf(key, exponent) / steps)
        : Math.floor(key / (steps * 10 ** (exponent - this.#exponent)));
    const counts = new Map();
    for (const [key, times] of this.#counts) count(counts, columnOf(key), times);
    const [first, last] = [Math.min(...counts.keys()), Math.max(...counts.keys())];
    const columns = Array.from({ length: last - first + 1 }, (_, index) => ({
      from: edge((first + index) * steps, exponent),
      to: edge((first + index + 1) * steps, exponent),
      count: counts.get(first + index) ?? 0,
    }));
    return closed(columns, this.most);
  }
}

/**
 * Where the largest number is an edge, it belongs to what is before.
 * @param {{ from: number, to: number, count: number }[]} columns
 * @param {number} most
 */
function closed(columns, most) {
  const last = columns.at(-1);
  const before = columns.at(-2);
  if (!last || !before || last.from !== most) return columns;
  return [...columns.slice(0, -2), { ...before, count: before.count + last.count }];
}

/**
 * In which step a number is. One that is a hair below an edge stands on it: 0.29 is 28.999999999999996 hundredths.
 * @param {number} value
 * @param {number} exponent
 */
function placeOf(value, exponent) {
  const place = exponent < 0 ? value * 10 ** -exponent : value / 10 ** exponent;
  const near = Math.round(place);
  return Math.abs(place - near) <= 4 * Number.EPSILON * Math.abs(near) ? near : Math.floor(place);
}

/**
 * @param {number} place
 * @param {number} exponent
 */
const edge = (place, exponent) => (exponent < 0 ? place / 10 ** -exponent : place * 10 ** exponent);

/**
 * @template T
 * @param {Map<T, number>} counts
 * @param {T} key
 * @param {number} times
 */
function count(counts, key, times) {
  counts.set(key, (counts.get(key) ?? 0) + times);
}
