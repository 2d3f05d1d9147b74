import { scoreBars } from './bars.js';
import { counted, make, readable } from './dom.js';
import { lookAt, markOf } from './labels.js';

/** @import { PageModel } from '../page-model.ts' */

/** A list that is shorter than this is shown in full where it cannot be bars. */
const LONGEST_TEXT = 2000;
/** More outputs than these are a list, in a box of its own. */
const FEW_OUTPUTS = 4;
/** Rows of an answer that are shown. */
const MOST_ROWS = 10;

/**
 * The answer to one request, as people look at it.
 * @param {unknown} answer the body of POST /predict
 * @param {PageModel} model
 * @returns {HTMLElement[]}
 */
export function answerOf(answer, { classes }) {
  const { rows, outputs } =
    /** @type {{ rows?: Record<string, unknown>[], outputs?: Record<string, unknown> }} */ (answer);
  if (rows?.length === 1) return outputsOf(rows[0] ?? {}, classes);
  if (rows) return several(rows, (row) => outputsOf(row, classes));
  return outputsOf(
    Object.fromEntries(Object.entries(outputs ?? {}).map(([name, value]) => [name, alone(value)])),
    classes,
  );
}

/**
 * Without the dimensions of one element around it.
 * @param {unknown} value
 * @returns {unknown}
 */
function alone(value) {
  return Array.isArray(value) && value.length === 1 ? alone(value[0]) : value;
}

/**
 * @template T
 * @param {T[]} all
 * @param {(one: T) => HTMLElement[]} shown
 */
function several(all, shown) {
  const boxes = all
    .slice(0, MOST_ROWS)
    .map((one, index) => make('section', {}, make('h3', {}, `Row ${index + 1}`), ...shown(one)));
  const left = all.length - boxes.length;
  return left > 0 ? [...boxes, make('p', { class: 'help' }, `and ${counted(left, 'row')} more`)] : boxes;
}

/**
 * @param {Record<string, unknown>} outputs
 * @param {Record<string, string[]>} classes
 */
function outputsOf(outputs, classes) {
  const sections = Object.entries(outputs).map(([name, value]) =>
    make('section', {}, make('h3', { dir: 'auto' }, name), valueOf(value, name, classes)),
  );
  if (sections.length <= FEW_OUTPUTS) return sections;
  return [make('div', { class: 'list', tabindex: '0', role: 'region', 'aria-label': 'Values' }, ...sections)];
}

/**
 * @param {unknown} value
 * @param {string} name of the output
 * @param {Record<string, string[]>} classes
 * @returns {HTMLElement}
 */
function valueOf(value, name, classes) {
  if (['number', 'string', 'boolean'].includes(typeof value)) {
    const label = String(value);
    const known = Object.values(classes).find((names) => names.includes(label)) ?? [];
    const text = typeof value === 'number' ? readable(value) : label;
    return make('p', { class: 'label', dir: 'auto' }, ...markOf(lookAt(known.indexOf(label))), text);
  }
  const amounts = amountsOf(value, classes[name]);
  if (amounts) return scoreBars(amounts, (one) => lookAt(classes[name]?.indexOf(one) ?? -1));
  const text = JSON.stringify(value);
  const shown = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  return make('pre', { tabindex: '0', role: 'region', 'aria-label': 'Values' }, shown);
}

/**
 * A number for each class, where the value is that.
 * @param {unknown} value
 * @param {string[]} [names]
 * @returns {[string, number][] | undefined}
 */
function amountsOf(value, names) {
  if (value === null || typeof value !== 'object') return undefined;
  const isList = Array.isArray(value);
  const pairs = Object.entries(value);
  if (pairs.length === 0 || !pairs.every(([, amount]) => typeof amount === 'number')) return undefined;
  return pairs.map(([key, amount]) => [isList ? (names?.[Number(key)] ?? key) : key, amount]);
}
