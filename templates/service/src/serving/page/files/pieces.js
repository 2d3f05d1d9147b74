import { endOfRow, headerOf } from './csv.js';

/**
 * A part of a table that is a table itself: the header, and some rows.
 * @typedef {{ text: string, firstLine: number, headerLines: number, read: number }} Piece
 * firstLine: of its rows, in the whole file; read: bytes of the file until here
 */

/** So many characters go at once. A browser sends all of a request before it reads the answer, so they may not be many. */
const PIECE = 512 * 1024;

/**
 * Cuts a file into pieces at the ends of rows. It may be gzipped, and UTF-8 or UTF-16.
 * @param {File} file
 * @param {number} [size] of a piece, in characters
 * @returns {AsyncGenerator<Piece>}
 * @throws {Error} where it is neither
 */
export async function* piecesOf(file, size = PIECE) {
  let header = '';
  let waiting = '';
  let line = 1;
  let read = 0;
  /** @param {string} rows */
  const piece = (rows) => {
    const made = { text: header + rows, firstLine: line, headerLines: linesIn(header), read };
    line += linesIn(rows);
    return made;
  };
  for await (const text of textOf(file, (bytes) => void (read += bytes))) {
    waiting += text;
    if (waiting.length < size) continue;
    if (header === '') {
      ({ header, waiting } = cutHeader(waiting));
      line += linesIn(header);
    }
    for (let end = endBefore(waiting, size); end > 0; end = endBefore(waiting, size)) {
      yield piece(waiting.slice(0, end));
      waiting = waiting.slice(end);
    }
  }
  if (header === '') {
    ({ header, waiting } = cutHeader(waiting));
    line += linesIn(header);
    yield piece(waiting);
  } else if (waiting !== '') yield piece(waiting);
}

/**
 * The beginning of a file, for a look at it.
 * @param {File} file
 */
export async function beginningOf(file) {
  for await (const text of textOf(file, () => {})) if (text.trim() !== '') return text;
  return '';
}

/** @param {string} text */
function cutHeader(text) {
  const { end } = headerOf(text);
  return { header: text.slice(0, end), waiting: text.slice(end) };
}

/**
 * Where the last row ends that still fits, or the first that does not; 0 where no row that is whole fills a piece.
 * @param {string} text
 * @param {number} size
 */
function endBefore(text, size) {
  if (text.length < size) return 0;
  let last = 0;
  // What ends with the text may go on: behind a \r there may be a \n to come.
  for (let end = endOfRow(text, 0); end < text.length; end = endOfRow(text, end)) {
    if (end > size && last > 0) break;
    last = end;
  }
  return last;
}

/** @param {string} text */
const linesIn = (text) => text.match(/\r\n|\n|\r/g)?.length ?? 0;

/**
 * @param {File} file
 * @param {(bytes: number) => void} onRead
 * @returns {AsyncGenerator<string>}
 */
async function* textOf(file, onRead) {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const count = new TransformStream({
    transform(bytes, controller) {
      onRead(bytes.length);
      controller.enqueue(bytes);
    },
  });
  /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */
  let stream = file.stream().pipeThrough(count);
  if (first === 0x1f && second === 0x8b) stream = stream.pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  let decoder;
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      decoder ??= new TextDecoder(encodingOf(value), { fatal: true });
      yield decoder.decode(value, { stream: true });
    }
    if (decoder) yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Error('The file is not text in UTF-8. Save it as “CSV UTF-8” and choose it again.', {
      cause: error,
    });
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** @param {Uint8Array} [bytes] */
function encodingOf([first, second] = new Uint8Array()) {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
