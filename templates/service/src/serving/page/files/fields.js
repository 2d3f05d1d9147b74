import { make } from './dom.js';

/** @import { PageColumn } from '../page-model.ts' */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */
/** @typedef {{ column: PageColumn, box: HTMLElement, control: Control, fault: HTMLElement }} Field */

/** A list to choose from that is longer than this is one to type in. */
const LONGEST_SELECT = 200;
/** More values than these are no hint that anybody reads. */
const MOST_HINTED = 8;

/**
 * The field of a column, filled in with the example.
 * @param {PageColumn} column
 * @param {number} index
 * @param {PageColumn[]} all
 * @returns {Field}
 */
export function fieldOf(column, index, all) {
  const id = `field-${index}`;
  const control = controlOf(column, id, all.length === 1);
  control.id = id;
  control.setAttribute('aria-describedby', `${id}-help ${id}-fault`);
  const label = make('label', { for: id }, make('bdi', {}, column.name));
  if (column.unit) label.append(' ', make('span', { class: 'unit' }, make('bdi', {}, column.unit)));
  const told = control instanceof HTMLInputElement ? [column.form, ...hintOf(column)] : [];
  if (column.mayBeEmpty) told.push('may be empty');
  const help = make('p', { class: 'help', id: `${id}-help`, dir: 'auto' }, told.join('; '));
  const fault = make('p', { class: 'field-fault', id: `${id}-fault`, dir: 'auto' });
  fault.hidden = true;
  const suggestions = control.getAttribute('list') ? [listOf(column, id)] : [];
  const isWide = control instanceof HTMLTextAreaElement;
  const box = make(
    'div',
    { class: isWide ? 'field wide' : 'field' },
    label,
    control,
    ...suggestions,
    help,
    fault,
  );
  control.addEventListener('input', () => clearFault({ control, fault }));
  const field = { column, box, control, fault };
  fill(field);
  return field;
}

/**
 * What is known of the values beside their form.
 * @param {PageColumn} column
 */
function hintOf({ known, closed }) {
  if (!known) return [];
  const what = closed ? 'one of' : 'the model knows';
  return [known.length > MOST_HINTED ? `${what} ${known.length} values` : `${what} ${known.join(', ')}`];
}

/**
 * @param {PageColumn} column
 * @param {string} id
 * @param {boolean} isAlone the model takes nothing else, so that a text has all the room
 * @returns {Control}
 */
function controlOf({ kind, known, closed, mayBeEmpty, example }, id, isAlone) {
  const choices = kind === 'boolean' ? ['true', 'false'] : known;
  if (choices && (closed || kind === 'boolean') && choices.length <= LONGEST_SELECT) {
    const options = choices.map((choice) => make('option', { value: choice }, choice));
    if (mayBeEmpty) options.unshift(make('option', { value: '' }, '(empty)'));
    return make('select', {}, ...options);
  }
  if (kind === 'text' && !choices && isAlone)
    return make('textarea', { class: 'prose', dir: 'auto', rows: '5' });
  const mode = { number: 'decimal', whole: 'numeric', text: 'text', boolean: 'text' }[kind];
  return make('input', {
    type: 'text',
    inputmode: mode,
    autocomplete: 'off',
    spellcheck: 'false',
    dir: 'auto',
    ...(choices && { list: `${id}-known` }),
    ...(kind !== 'text' && !mayBeEmpty && example && { placeholder: `such as ${example}` }),
  });
}

/**
 * @param {PageColumn} column
 * @param {string} id
 */
function listOf({ known = [] }, id) {
  const options = known.map((value) => make('option', { value }));
  return make('datalist', { id: `${id}-known` }, ...options);
}

/**
 * Fills a field in with the example.
 * @param {Field} field
 */
export function fill({ column, control, fault }) {
  const { kind, example } = column;
  control.value =
    kind === 'boolean' && (example === '0' || example === '1') ? String(example === '1') : example;
  if (control instanceof HTMLSelectElement && control.selectedIndex < 0) control.selectedIndex = 0;
  clearFault({ control, fault });
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * A number as JSON has it, with all its digits: people also write +5, .5 and 007. Undefined where it is none.
 * @param {string} text
 */
export function jsonNumber(text) {
  const plain = text
    .trim()
    .replace(/^\+/, '')
    .replace(/^(-?)0+(?=\d)/, '$1')
    .replace(/^-?(?=\.\d)/, '$&0');
  return JSON_NUMBER.test(plain) ? plain : undefined;
}

/**
 * What the field says, as JSON. What is no number goes as text, so that the service says what is wrong with it.
 * @param {Field} field
 */
export function jsonOf({ column: { kind, mayBeEmpty }, control: { value } }) {
  if (value === '' && mayBeEmpty) return 'null';
  if (kind === 'text') return JSON.stringify(value);
  const text = value.trim();
  return jsonNumber(text) ?? (text === 'true' || text === 'false' ? text : JSON.stringify(text));
}

/**
 * @param {Pick<Field, 'control' | 'fault'>} field
 * @param {string} text
 */
export function showFault({ control, fault }, text) {
  control.setAttribute('aria-invalid', 'true');
  fault.textContent = text;
  fault.hidden = false;
}

/** @param {Pick<Field, 'control' | 'fault'>} field */
export function clearFault({ control, fault }) {
  control.removeAttribute('aria-invalid');
  fault.hidden = true;
}
