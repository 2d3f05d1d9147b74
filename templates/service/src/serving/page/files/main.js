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
 * The form for what the model takes. That for pictures or texts is loaded where it is needed.
 * @param {PageModel} model
 * @returns {Promise<Form>}
 */
async function formOf(model) {
  const { step } = model;
  if (!step) return makeForm(model);
  if (step.takes === 'image') return (await import('./picture.js')).pictureForm(step, model);
  return (await import('./text.js')).textForm(step, model);
}

/**
 * @param {PageModel} model
 * @param {Form} form
 */
async function send(model, form) {
  button.disabled = true;
  faults.hidden = true;
  form.clear();
  status.textContent = 'The model computes …';
  try {
    const body = form.body();
    const type = typeOf(body);
    showCurl(body, type, model.needsKey, form.accept);
    const response = await predict(body, type, { key: key.value, accept: form.accept ?? JSON_TYPE });
    const shown = form.answer
      ? await form.answer(response)
      : answerOf(parseAnswer(await response.text()), model);
    answerBox.replaceChildren(...shown);
    answerBox.classList.remove('stale');
    status.textContent = model.step ? 'The answer:' : 'The answer for these values:';
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

const JSON_TYPE = 'application/json';

/** The service looks at what a file begins with; of one without a type it has to hear that it is a picture. @param {string | File} body */
function typeOf(body) {
  if (typeof body === 'string') return JSON_TYPE;
  return body.type.startsWith('image/') ? body.type : 'image/png';
}

/** @param {Parameters<typeof curlLine>} request */
function showCurl(...request) {
  curl.textContent = curlLine(...request);
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
  const form = await formOf(model);
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
  if (model.step?.example) status.textContent = 'Press Predict: the form has an example.';
  else if (!model.example) status.textContent = 'Fill the form in and press Predict.';
  if (model.takesTables) setUpTable(model, () => key.value);
  button.disabled = false;
} catch (error) {
  const trouble = byId('trouble', HTMLElement);
  trouble.textContent = error instanceof Refusal ? error.message : String(error);
  trouble.hidden = false;
}
