/** @import { PageModel } from '../page-model.ts' */

/**
 * What the service says of one fault; those of a table have line and column.
 * @typedef {{ at: string, expected: string, got: string, hint: string, line?: number, column?: string }} Fault
 */

/** An answer that is an error, or none at all. */
export class Refusal extends Error {
  /**
   * @param {string} detail
   * @param {number} [status]
   * @param {Fault[]} [faults]
   */
  constructor(detail, status = 0, faults = []) {
    super(detail);
    this.status = status;
    this.faults = faults;
  }
}

/** @returns {Promise<PageModel>} */
export async function readModel() {
  const response = await ask('page/model.json', {});
  return /** @type {Promise<PageModel>} */ (response.json());
}

/** The file of a picture to begin with. @param {string} name */
export async function readExample(name) {
  const response = await ask('page/example', {});
  return new File([await response.blob()], name, { type: response.headers.get('Content-Type') ?? '' });
}

/**
 * @param {string | File} body
 * @param {string} type its media type
 * @param {{ key: string, accept?: string, marks?: boolean, signal?: AbortSignal }} how
 *   accept: the answer's media type, where it is another; marks: answers also where rows have faults
 * @throws {Refusal}
 */
export function predict(body, type, { key, accept = type, marks = false, signal }) {
  const headers = { 'Content-Type': type, Accept: accept, ...(key && { 'X-API-Key': key }) };
  const url = marks ? 'predict?on_error=mark' : 'predict';
  return ask(url, { method: 'POST', headers, body, ...(signal && { signal }) });
}

/**
 * @param {string} url relative to the page, which may stand below a path
 * @param {RequestInit} request
 */
async function ask(url, request) {
  let response;
  try {
    response = await fetch(url, request);
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new Refusal('The service does not answer. Does its container still run?');
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  const { detail = `The service answered ${response.status}.`, errors = [] } = problem;
  throw new Refusal(detail, response.status, errors);
}

/** A body that is longer than this goes from a file. */
const LONGEST_IN_A_LINE = 20_000;

/**
 * The line that sends the same from a terminal. The key is not in it.
 * @param {string | File} body
 * @param {string} type its media type
 * @param {boolean} needsKey
 * @param {string} [accept] the answer's media type, where it is a file
 */
export function curlLine(body, type, needsKey, accept) {
  const url = new URL('predict', document.baseURI).href;
  const key = needsKey ? ` -H "X-API-Key: $API_KEY"` : '';
  const out = accept ? ` -H 'Accept: ${accept}' -o answer` : '';
  return `curl ${quoted(url)} -H 'Content-Type: ${type}'${key}${out} ${dataOf(body)}`;
}

/** @param {string | File} body */
function dataOf(body) {
  if (typeof body !== 'string') return `--data-binary ${quoted(`@${body.name}`)}`;
  return body.length > LONGEST_IN_A_LINE ? '--data-binary @body.json' : `-d ${quoted(body)}`;
}

/** @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * JSON with whole numbers that a browser cannot hold kept as their digits.
 * @param {string} text
 * @returns {unknown}
 */
export function parseAnswer(text) {
  /** @type {(this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown} */
  const keepDigits = (_key, value, context) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? value)
      : value;
  return JSON.parse(text, keepDigits);
}
