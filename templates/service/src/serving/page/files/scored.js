import { answerOf } from './answer.js';
import { scoreBars } from './bars.js';
import { grouped, make, readable } from './dom.js';
import { lookAt, markOf } from './labels.js';

/** @import { PageModel, PageStep } from '../page-model.ts' */
/** @typedef {{ label: string, score: number }} Scored */

/** Numbers of a vector that are shown. */
const FEW = 8;

/**
 * How a label looks: the same wherever it stands.
 * @param {PageStep} step
 * @returns {(label: string) => string}
 */
export const looksIn = (step) => (label) => lookAt(step.labels.indexOf(label));

/**
 * The answer to a picture or a text as bars, a vector in short, or the outputs as those of any other model.
 * @param {Record<string, unknown>} answer
 * @param {PageStep} step
 * @param {PageModel} model
 * @returns {HTMLElement[]}
 */
export function scored(answer, step, model) {
  const { predictions, embedding } = answer;
  if (Array.isArray(embedding)) return vector(embedding);
  if (!Array.isArray(predictions)) return answerOf(answer, model);
  const look = looksIn(step);
  const [best] = /** @type {Scored[]} */ (predictions);
  if (!best) return [make('p', {}, 'Nothing.')];
  const title = make('p', { class: 'label', dir: 'auto' }, ...markOf(look(best.label)), best.label);
  return [title, bars(predictions, look)];
}

/**
 * @param {Scored[]} all
 * @param {(label: string) => string} look
 */
export const bars = (all, look) =>
  scoreBars(
    all.map(({ label, score }) => [label, score]),
    look,
  );

/** @param {number[]} values */
function vector(values) {
  const length = Math.hypot(...values);
  const first = values.slice(0, FEW).map((value) => readable(value));
  return [
    make(
      'p',
      {},
      `A vector of ${grouped(values.length)} numbers, with a length of ${readable(length)}. It begins:`,
    ),
    make(
      'pre',
      { tabindex: '0', role: 'region', 'aria-label': 'The first numbers' },
      `${first.join(', ')}, …`,
    ),
  ];
}

/**
 * What is said above the form where nobody knows what becomes of what is sent.
 * @param {PageStep} step
 * @param {string} what
 */
export function guess({ guessed }, what) {
  if (!guessed) return [];
  return [
    make(
      'p',
      { class: 'notice' },
      `${what} is a guess: nothing in the model says it. The answers may be wrong.`,
    ),
  ];
}
