import { headerOf, rowsOf } from './csv.js';
import { counted, make } from './dom.js';
import { piecesOf } from './pieces.js';
import { preview } from './preview.js';
import { predict, Refusal } from './service.js';
import { Summary } from './summary.js';

/** Rows that are shown of the answer. */
const SHOWN = 10;
/** Of an answer with more columns, so many have a picture. */
const MOST_PICTURES = 12;

/**
 * Sends a table, a piece at a time, and puts the answers together.
 * @param {File} file
 * @param {{ key: string, marks: boolean, signal: AbortSignal }} how
 * @param {Record<string, string[]>} classes that the model names
 * @param {(share: number) => void} onProgress
 * @returns {Promise<{ blob: Blob, rows: number, left: number, shown: HTMLElement[] }>}
 * @throws {Refusal} with the lines of the whole file
 */
export async function answerTable(file, how, classes, onProgress) {
  /** @type {Blob[]} */
  const parts = [];
  /** @type {string[]} */
  let header = [];
  /** @type {string[][]} */
  const beginning = [];
  /** @type {Summary[]} */
  let summaries = [];
  const notices = new Set();
  let given = 0;
  let own = 0;
  let count = 0;
  let left = 0;
  for await (const piece of piecesOf(file)) {
    how.signal.throwIfAborted();
    const { text, notice } = await answerOf(piece, how);
    for (const one of notice) notices.add(one);
    const { names, delimiter, end } = headerOf(text);
    const rows = rowsOf(text.slice(end), delimiter);
    if (parts.length === 0) {
      header = names;
      given = headerOf(piece.text).names.length;
      own = header.length - given - (how.marks ? 1 : 0);
      summaries = Array.from({ length: Math.min(own, MOST_PICTURES) }, () => new Summary());
    }
    parts.push(new Blob([parts.length === 0 ? text : text.slice(end)]));
    for (const row of rows) {
      count++;
      if (how.marks && row[header.length - 1]) left++;
      else summaries.forEach((summary, index) => summary.add(row[given + index] ?? ''));
    }
    beginning.push(...rows.slice(0, SHOWN - beginning.length));
    onProgress(piece.read / file.size);
  }
  const marks = summaries.map((summary) => (summary.areLabels ? summary.looks(classes) : undefined));
  const [first, ...others] = summaries.map((summary, index) =>
    summary.shown(header[given + index] ?? '', classes),
  );
  const shown = [
    ...[...notices].map((text) => make('p', { class: 'notice', dir: 'auto' }, text)),
    ...(first ?? []),
    ...(others.length > 0 ? [more(others, own - 1)] : []),
    ...preview({ caption: 'The first rows', header, rows: beginning, given, marks }),
  ];
  return { blob: new Blob(parts, { type: 'text/csv' }), rows: count, left, shown };
}

/**
 * What is behind the first column of the answer, folded.
 * @param {HTMLElement[][]} summaries
 * @param {number} all how many columns there are, which may be more
 */
function more(summaries, all) {
  const first = summaries.length < all ? `The first ${summaries.length} of ` : '';
  const title = make('summary', {}, `${first}${counted(all, 'more column')} of the answer`);
  return make('details', {}, title, ...summaries.flat());
}

/**
 * @param {import('./pieces.js').Piece} piece
 * @param {{ key: string, marks: boolean, signal: AbortSignal }} how
 */
async function answerOf({ text, firstLine, headerLines }, how) {
  try {
    const response = await predict(text, 'text/csv', how);
    const notice = response.headers.get('X-Notice');
    return { text: await response.text(), notice: notice === null ? [] : [decodeURIComponent(notice)] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw how.signal.aborted ? error : new Refusal('The answer broke off.');
    const before = firstLine - headerLines - 1;
    const faults = error.faults.map((fault) =>
      fault.line === undefined || fault.line <= headerLines ? fault : { ...fault, line: fault.line + before },
    );
    throw new Refusal(error.message, error.status, faults);
  }
}
