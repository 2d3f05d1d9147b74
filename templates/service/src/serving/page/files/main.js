import { answerOf } from './answer.js';
import { byId, showFaults } from './dom.js';
import { makeForm } from './form.js';
import { curlLine, parseAnswer, predict, readModel, Refusal } from './service.js';
import { setUpTable } from './table.js';

/** @import { PageModel } from '../page-model.ts' */
/** @import { Form } from './form.js' */

const answerBox = byId('answer', HTMLElement);
const status = byId('status', HTMLElement);
const button = byId('predict', HTMLButtonElement);
const faults = byId('faults', HTMLElement);
const key = byId('key', HTMLInputElement);
const curl = byId('curl', HTMLElement);

/** @param {PageModel} model */
function introduce({ name, description, proof, needsKey }) {
  document.title = name;
  byId('name', HTMLElement).textContent = name;
  for (const [id, text] of Object.entries({ description, proof })) {
    byId(id, HTMLElement).hidden = !text;
    byId(id, HTMLElement).textContent = text ?? '';
  }
  byId('key-section', HTMLElement).hidden = !needsKey;
}

/**
 * @param {PageModel} model
 * @param {Form} form
 */
async function send(model, form) {
  const body = form.body();
  button.disabled = true;
  faults.hidden = true;
  form.clear();
  status.textContent = 'The model computes …';
  showCurl(body, model.needsKey);
  try {
    const response = await predict(body, 'application/json', { key: key.value });
    const answer = parseAnswer(await response.text());
    answerBox.replaceChildren(...answerOf(answer, model));
    answerBox.classList.remove('stale');
    status.textContent = 'The answer for these values:';
    bringIntoView();
  } catch (error) {
    refuse(error, form);
  } finally {
    button.disabled = false;
  }
}

/**
 * @param {unknown} error
 * @param {Form} form
 */
function refuse(error, form) {
  answerBox.replaceChildren();
  status.textContent = 'There is no answer yet: see what the form says.';
  const refusal = error instanceof Refusal ? error : new Refusal(String(error));
  const others = form.place(refusal.faults);
  if (others.length === 0 && refusal.faults.length > 0) return;
  const items = others.map(
    ({ at, expected, got, hint }) => `${at || 'The input'}: expected ${expected}, got ${got}. ${hint}`,
  );
  showFaults(faults, refusal.message, items);
  if (refusal.status === 401) key.focus();
}

/** What was answered does not belong to the form any more. */
function outdate() {
  if (answerBox.childElementCount === 0) return;
  answerBox.classList.add('stale');
  status.textContent = 'The form has changed since: press Predict again.';
}

/** On a narrow screen the answer stands below the form. */
function bringIntoView() {
  const section = byId('answer-section', HTMLElement);
  if (section.getBoundingClientRect().top > window.innerHeight - 120)
    section.scrollIntoView({ block: 'start' });
}

/**
 * @param {string} body
 * @param {boolean} needsKey
 */
function showCurl(body, needsKey) {
  curl.textContent = curlLine(body, needsKey);
  byId('curl-section', HTMLElement).hidden = false;
}

/** The clipboard is only there on https and localhost; elsewhere the line is marked, to be copied by hand. */
async function copy() {
  const copyButton = byId('copy', HTMLButtonElement);
  try {
    await navigator.clipboard.writeText(curl.textContent ?? '');
    copyButton.textContent = 'Copied';
  } catch {
    getSelection()?.selectAllChildren(curl);
    copyButton.textContent = 'Marked: copy it with Ctrl+C';
  }
  setTimeout(() => (copyButton.textContent = 'Copy'), 3000);
}

try {
  const model = await readModel();
  introduce(model);
  const form = makeForm(model);
  byId('form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void send(model, form);
  });
  byId('again', HTMLButtonElement).addEventListener('click', () => {
    form.reset();
    faults.hidden = true;
    outdate();
  });
  byId('fields', HTMLElement).addEventListener('input', outdate);
  byId('copy', HTMLButtonElement).addEventListener('click', () => void copy());
  if (!model.example) status.textContent = 'Fill the form in and press Predict.';
  if (model.takesTables) setUpTable(model, () => key.value);
  button.disabled = false;
} catch (error) {
  const trouble = byId('trouble', HTMLElement);
  trouble.textContent = error instanceof Refusal ? error.message : String(error);
  trouble.hidden = false;
}
