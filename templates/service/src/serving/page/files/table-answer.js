import { headerOf, rowsOf } from './csv.js';
import { make } from './dom.js';
import { piecesOf } from './pieces.js';
import { preview } from './preview.js';
import { predict, Refusal } from './service.js';
import { Summary } from './summary.js';

/** Rows that are shown of the answer. */
const SHOWN = 10;

/**
 * Sends a table, a piece at a time, and puts the answers together.
 * @param {File} file
 * @param {{ key: string, marks: boolean, signal: AbortSignal }} how
 * @param {(share: number) => void} onProgress
 * @returns {Promise<{ blob: Blob, rows: number, left: number, shown: HTMLElement[] }>}
 * @throws {Refusal} with the lines of the whole file
 */
export async function answerTable(file, how, onProgress) {
  /** @type {Blob[]} */
  const parts = [];
  /** @type {string[]} */
  let header = [];
  /** @type {string[][]} */
  const first = [];
  const summary = new Summary();
  const notices = new Set();
  let given = 0;
  for await (const piece of piecesOf(file)) {
    how.signal.throwIfAborted();
    const { text, notice } = await answerOf(piece, how);
    for (const one of notice) notices.add(one);
    const { names, delimiter, end } = headerOf(text);
    const rows = rowsOf(text.slice(end), delimiter);
    if (parts.length === 0) {
      header = names;
      given = headerOf(piece.text).names.length;
    }
    parts.push(new Blob([parts.length === 0 ? text : text.slice(end)]));
    for (const row of rows) summary.add(row[given] ?? '');
    first.push(...rows.slice(0, SHOWN - first.length));
    onProgress(piece.read / file.size);
  }
  const shown = [
    ...[...notices].map((text) => make('p', { class: 'notice', dir: 'auto' }, text)),
    ...summary.shown(header[given] ?? ''),
    ...preview({ caption: 'The first rows', header, rows: first, given }),
  ];
  return { blob: new Blob(parts, { type: 'text/csv' }), rows: summary.rows, left: summary.left, shown };
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
