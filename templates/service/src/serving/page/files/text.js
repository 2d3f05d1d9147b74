import { byId, make } from './dom.js';
import { clearFault, showFault } from './fields.js';
import { guess, looksIn, scored } from './scored.js';
import { parseAnswer } from './service.js';

/** @import { PageModel, PageStep } from '../page-model.ts' */
/** @import { Form } from './form.js' */
/** @typedef {{ label: string, score: number, start: number, end: number, text: string }} Entity */

/**
 * A place for a text, and for a second one where the model takes pairs.
 * @param {PageStep} step
 * @param {PageModel} model
 * @returns {Form}
 */
export function textForm(step, model) {
  const text = field('text', 'Text', step.example ?? '');
  const pair = step.pair === undefined ? undefined : field('pair', 'Second text', step.pair, 'may be empty');
  const fields = pair ? [text, pair] : [text];
  const notices = guess(step, 'How the outputs of the model are read');
  byId('fields', HTMLElement).append(...notices, ...fields.map(({ box }) => box));
  return {
    body() {
      const second = pair?.control.value;
      return JSON.stringify({ text: text.control.value, ...(second && { pair: second }) });
    },
    reset: () => fields.forEach((one) => one.fill()),
    clear: () => fields.forEach(clearFault),
    place(faults) {
      const others = [];
      for (const fault of faults) {
        const at = fields.find(({ control }) => fault.at === `/${control.id}`);
        if (!at) others.push(fault);
        else {
          showFault(at, `Got ${fault.got}; expected ${fault.expected}. ${fault.hint}`);
          at.control.focus();
        }
      }
      return others;
    },
    async answer(response) {
      const asked = text.control.value;
      const answer = /** @type {Record<string, unknown>} */ (parseAnswer(await response.text()));
      const { entities } = answer;
      return Array.isArray(entities) ? marked(asked, entities, looksIn(step)) : scored(answer, step, model);
    },
  };
}

/**
 * @param {string} id
 * @param {string} name
 * @param {string} example
 * @param {string} [told]
 */
function field(id, name, example, told = '') {
  const control = make('textarea', {
    ...{ id, class: 'prose', dir: 'auto', 'aria-describedby': `${id}-help ${id}-fault` },
  });
  const help = make('p', { class: 'help', id: `${id}-help` }, told);
  const fault = make('p', { class: 'field-fault', id: `${id}-fault`, dir: 'auto' });
  fault.hidden = true;
  const box = make('div', { class: 'field wide' }, make('label', { for: id }, name), control, help, fault);
  const fill = () => void (control.value = example);
  fill();
  control.addEventListener('input', () => clearFault({ control, fault }));
  return { box, control, fault, fill };
}

/**
 * The text with its entities marked, each with its label behind it.
 * @param {string} text
 * @param {Entity[]} entities places in code points, in the order of the text
 * @param {(label: string) => string} look
 */
function marked(text, entities, look) {
  const points = Array.from(text);
  /** @type {(string | HTMLElement)[]} */
  const parts = [];
  let at = 0;
  for (const { label, score, start, end } of entities) {
    parts.push(points.slice(at, start).join(''));
    const tag = make('span', { class: 'tag' }, ` ${label} ${(score * 100).toFixed(0)} %`);
    parts.push(make('mark', { class: look(label) }, make('bdi', {}, points.slice(start, end).join('')), tag));
    at = end;
  }
  parts.push(points.slice(at).join(''));
  const shown = make('p', { class: 'marked', dir: 'auto' }, ...parts);
  return entities.length > 0 ? [shown] : [make('p', {}, 'Nothing was found in the text.'), shown];
}
