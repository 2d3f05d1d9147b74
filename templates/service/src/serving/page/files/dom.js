/**
 * The element of the page with this id.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no #${id}.`);
  return found;
}

/**
 * A new element. Texts become text and never markup, whatever they hold.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * A list of faults in a box that is read out as soon as it has something.
 * @param {HTMLElement} box
 * @param {string} title
 * @param {string[]} [items]
 */
export function showFaults(box, title, items = []) {
  box.replaceChildren(make('p', { dir: 'auto' }, title));
  if (items.length > 0) box.append(make('ul', {}, ...items.map((item) => make('li', { dir: 'auto' }, item))));
  box.hidden = false;
}

const NUMBERS = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });
const COUNTS = new Intl.NumberFormat('en');

/** @param {number} count */
export const grouped = (count) => COUNTS.format(count);

/**
 * A number as people read it: six digits, and whole ones in full.
 * @param {number} value
 */
export function readable(value) {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return Math.abs(value) < 1e15 ? String(value) : value.toExponential(5);
  const size = Math.abs(value);
  return size < 1e-4 || size >= 1e15 ? value.toExponential(3) : NUMBERS.format(value).replaceAll(',', '');
}

/**
 * @param {number} count
 * @param {string} thing
 */
export const counted = (count, thing) => `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`;
