import { byId, counted, grouped, make } from './dom.js';
import { clearFault, fieldOf, fill, jsonNumber, jsonOf, showFault } from './fields.js';

/** @import { PageColumn, PageModel } from '../page-model.ts' */
/** @import { Field } from './fields.js' */
/** @import { Fault } from './service.js' */

/** With more columns than these there is a search for them. */
const FEW_COLUMNS = 20;

/**
 * What the form has to do with the model: a body to send, places for the faults of it, and, where it is not JSON, its
 * media type. What the model takes pictures or texts for also shows the answer itself.
 * @typedef {{
 *   body(): string | File, type?: string, accept?: string, reset(): void, clear(): void,
 *   place(faults: Fault[]): Fault[], answer?(response: Response): Promise<HTMLElement[]>
 * }} Form
 */

/**
 * Makes the fields: one for each column, or one for all where the model has tensors.
 * @param {PageModel} model
 * @returns {Form}
 */
export function makeForm({ columns, takes, example = '' }) {
  return columns ? fieldForm(columns, takes) : jsonForm(example);
}

/**
 * @param {PageColumn[]} columns
 * @param {PageModel['takes']} takes
 * @returns {Form}
 */
function fieldForm(columns, takes) {
  const fields = columns.map(fieldOf);
  byId('fields', HTMLElement).append(...fields.map(({ box }) => box));
  if (columns.length > FEW_COLUMNS) search(fields);
  const pointers = fields.map(({ column }) => {
    const name = column.name.replaceAll('~', '~0').replaceAll('/', '~1');
    return takes === 'rows' ? `/rows/0/${name}` : `/inputs/${name}/0`;
  });
  return {
    body() {
      const isRow = takes === 'rows';
      const members = fields.map((field) => {
        const value = jsonOf(field);
        return `${JSON.stringify(field.column.name)}: ${isRow ? value : `[${value}]`}`;
      });
      return isRow ? `{"rows": [{${members.join(', ')}}]}` : `{"inputs": {${members.join(', ')}}}`;
    },
    reset: () => fields.forEach(fill),
    clear: () => fields.forEach(clearFault),
    place(faults) {
      const others = [];
      const faulty = [];
      for (const fault of faults) {
        const field = fields[pointers.findIndex((pointer) => isAt(fault.at, pointer))];
        if (field) {
          showFault(field, sentenceOf(fault, field));
          faulty.push(field);
        } else others.push(fault);
      }
      const [first] = faulty.sort((a, b) => fields.indexOf(a) - fields.indexOf(b));
      for (const { box } of faulty) box.hidden = false;
      first?.control.focus();
      return others;
    },
  };
}

/**
 * Whether a fault is there. The service cuts long names, and says so by an ellipsis.
 * @param {string} at
 * @param {string} pointer
 */
function isAt(at, pointer) {
  return at === pointer || (at.endsWith('…') && pointer.startsWith(at.slice(0, -1)));
}

/**
 * What to do about a fault, for people who know no datatypes.
 * @param {Fault} fault
 * @param {Field} field
 */
function sentenceOf({ got, hint }, { column: { kind, example }, control: { value } }) {
  const text = value.trim();
  if (kind === 'number' && /^[+-]?\d+,\d+$/.test(text))
    return `Write a point for the decimal comma: ${text.replace(',', '.')}.`;
  const wanted = { number: 'number', whole: 'whole number', text: '', boolean: '' }[kind];
  const such = example ? `, such as ${example}` : '';
  const isWhole = /^[+-]?\d+$/.test(text);
  if (wanted && (jsonNumber(text) === undefined || (kind === 'whole' && !isWhole)))
    return `${text ? `“${text}” is not a ${wanted}. ` : ''}Write a ${wanted}${such}.`;
  return value === '' ? hint : `Got ${got}. ${hint}`;
}

/** @param {Field[]} fields */
function search(fields) {
  byId('find-row', HTMLElement).hidden = false;
  byId('fields', HTMLElement).classList.add('many');
  const input = byId('find', HTMLInputElement);
  const found = byId('found', HTMLElement);
  found.textContent = counted(fields.length, 'column');
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    for (const { box, column } of fields) box.hidden = !column.name.toLowerCase().includes(wanted);
    const shown = fields.filter(({ box }) => !box.hidden).length;
    found.textContent = `${grouped(shown)} of ${counted(fields.length, 'column')}`;
  });
}

/**
 * @param {string} example
 * @returns {Form}
 */
function jsonForm(example) {
  const text = make('textarea', { id: 'body', spellcheck: 'false', 'aria-describedby': 'body-help' });
  text.value = example;
  const help = make(
    'p',
    { class: 'help', id: 'body-help' },
    'JSON, as the API takes it. This model takes no named columns, so there is no field for each.',
  );
  const box = make('div', { class: 'field wide' }, make('label', { for: 'body' }, 'Input'), text, help);
  byId('fields', HTMLElement).append(box);
  text.addEventListener('input', () => text.removeAttribute('aria-invalid'));
  return {
    body: () => text.value,
    reset: () => void (text.value = example),
    clear: () => text.removeAttribute('aria-invalid'),
    place(faults) {
      if (faults.length > 0) text.setAttribute('aria-invalid', 'true');
      return faults;
    },
  };
}
