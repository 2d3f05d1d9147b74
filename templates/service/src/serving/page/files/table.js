import { headerOf, rowsOf } from './csv.js';
import { byId, counted, grouped, make, showFaults } from './dom.js';
import { takeDrops } from './drop.js';
import { beginningOf } from './pieces.js';
import { preview } from './preview.js';
import { Refusal } from './service.js';
import { answerTable } from './table-answer.js';

/** @import { PageModel } from '../page-model.ts' */

/** Rows that are shown of a table. */
const SHOWN = 5;

const box = byId('table-preview', HTMLElement);
const faults = byId('table-faults', HTMLElement);
const status = byId('table-status', HTMLElement);
const answer = byId('table-answer', HTMLElement);
const actions = byId('table-actions', HTMLElement);
const start = byId('table-predict', HTMLButtonElement);
const stop = byId('table-stop', HTMLButtonElement);
const progress = byId('table-progress', HTMLProgressElement);

/** What the model names its classes. @type {Record<string, string[]>} */
let classes;
/** @type {File | undefined} */
let chosen;
/** @type {AbortController | undefined} */
let running;
/** @type {string | undefined} */
let link;

/**
 * The part of the page for tables: choose or drop, look, predict, download.
 * @param {PageModel} model
 * @param {() => string} readKey
 */
export function setUpTable(model, readKey) {
  classes = model.classes;
  byId('table-section', HTMLElement).hidden = false;
  const input = byId('file', HTMLInputElement);
  input.addEventListener('change', () => {
    if (input.files?.[0]) void choose(input.files[0]);
    input.value = ''; // The same file may be chosen again, after it was corrected.
  });
  start.addEventListener('click', () => void run(readKey(), false));
  stop.addEventListener('click', () => running?.abort());
  takeDrops(byId('drop', HTMLElement), (file) => void choose(file));
}

/** @param {File} file */
async function choose(file) {
  running?.abort();
  chosen = undefined;
  clear();
  box.replaceChildren();
  actions.hidden = true;
  try {
    const text = await beginningOf(file);
    const { names, delimiter, end } = headerOf(text);
    const rows = rowsOf(text.slice(end), delimiter, SHOWN);
    if (names.length === 0) throw new Error(`${file.name} is empty.`);
    box.replaceChildren(...preview({ caption: file.name, header: names, rows }));
    chosen = file;
    actions.hidden = false;
    status.textContent = `${file.name}: ${counted(names.length, 'column')}. Press “Predict the table”.`;
    start.focus();
  } catch (error) {
    showFaults(faults, error instanceof Error ? error.message : String(error));
  }
}

function clear() {
  faults.hidden = true;
  status.textContent = '';
  answer.replaceChildren();
  if (link) URL.revokeObjectURL(link);
}

/**
 * @param {string} key
 * @param {boolean} marks answer also where rows have faults
 */
async function run(key, marks) {
  const file = chosen;
  if (!file || running) return;
  running = new AbortController();
  const { signal } = running;
  clear();
  setRunning(true);
  try {
    status.textContent = 'The model computes …';
    const isPacked = file.name.endsWith('.gz');
    if (isPacked) progress.removeAttribute('value');
    const result = await answerTable(file, { key, marks, signal }, classes, (share) => {
      if (!isPacked) progress.value = share;
    });
    link = URL.createObjectURL(result.blob);
    const name = `${file.name.replace(/(\.(csv|tsv|txt))?(\.gz)?$/i, '')}-predicted.csv`;
    const download = make('a', { class: 'button', href: link, download: name }, `Download ${name}`);
    answer.replaceChildren(make('div', { class: 'actions' }, download), ...result.shown);
    // The rows that were sent are among those of the answer.
    box.replaceChildren();
    actions.hidden = true;
    if (document.activeElement === document.body) download.focus();
    const leftOut = marks ? `, ${grouped(result.left)} left out: the column “error” says why` : '';
    status.textContent = `${counted(result.rows - (marks ? result.left : 0), 'row')} answered${leftOut}.`;
  } catch (error) {
    if (chosen !== file) return; // Another one was chosen meanwhile.
    status.textContent = signal.aborted ? 'Stopped: nothing is kept.' : '';
    if (!signal.aborted) refuse(error, key);
  } finally {
    running = undefined;
    setRunning(false);
  }
}

/** @param {boolean} isRunning */
function setRunning(isRunning) {
  start.disabled = isRunning;
  stop.hidden = !isRunning;
  progress.hidden = !isRunning;
  progress.value = 0;
}

/**
 * @param {unknown} error
 * @param {string} key
 */
function refuse(error, key) {
  if (!(error instanceof Refusal))
    return showFaults(faults, String(error instanceof Error ? error.message : error));
  const lines = error.faults.map(({ line, column, expected, got, hint }) => {
    const where = [line !== undefined && `Line ${line}`, column !== undefined && `column “${column}”`];
    return `${where.filter(Boolean).join(', ')}: expected ${expected}, got ${got}. ${hint}`;
  });
  showFaults(
    faults,
    lines.length > 0 ? 'Nothing was answered, as the table has faults:' : error.message,
    lines,
  );
  if (error.faults.every(({ line }) => line === undefined)) return;
  const others = make('button', { type: 'button', class: 'quiet' }, 'Answer the other rows');
  others.addEventListener('click', () => void run(key, true));
  faults.append(make('div', { class: 'actions' }, others));
}
