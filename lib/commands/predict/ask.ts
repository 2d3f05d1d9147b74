import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { UserError } from '../../errors.ts';
import { parseJson } from '../../json.ts';

/** What a file's name says it is, and how it is sent. */
const TYPES: Partial<Record<string, string>> = {
  '.csv': 'text/csv',
  '.tsv': 'text/csv',
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.jsonl': 'application/x-ndjson',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.bmp': 'image/bmp',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.avif': 'image/avif',
  '.txt': 'text/plain',
};

/** What is sent as it is, and answered as a picture or a text is. */
export function isPictureOrText(file: string): boolean {
  return /^(image|text\/plain)/.test(typeOf(file));
}

export interface Question {
  /** Absolute. */
  file: string;
  /** Of the service, without a slash at the end. */
  url: string;
  /** The media type wanted, where there is a choice. */
  accept: string;
  apiKey: string | undefined;
  signal: AbortSignal;
}

/** @throws UserError  predict-file (exit 2) where the name does not tell what the file is */
export function typeOf(file: string): string {
  const { name, ext } = path.parse(file.toLowerCase());
  const type = TYPES[ext === '.gz' ? path.extname(name) : ext];
  // Pictures are packed already, and texts are read here.
  if (type !== undefined && !(ext === '.gz' && /^(image|text\/plain)/.test(type))) return type;
  throw new UserError({
    code: 'predict-file',
    what: `${path.basename(file)} is not a table, a picture, a text or a request`,
    where: file,
    next: 'give a CSV file with a header (.csv), rows of JSON one a line (.ndjson), a picture (.png, .jpg), a text (.txt), or a body of POST /predict (.json)',
  });
}

/**
 * Sends a file to POST /predict, and gives the answer while it comes.
 * @throws UserError  predict-url (exit 1) where nothing answers; predict-refused (exit 2) with the faults of the file
 */
export async function ask({ file, url, accept, apiKey, signal }: Question): Promise<IncomingMessage> {
  const where = `${url}/predict`;
  const type = typeOf(file);
  const isText = type === 'text/plain';
  const headers = {
    'content-type': isText ? 'application/json' : type,
    accept,
    ...(apiKey !== undefined && { 'x-api-key': apiKey }),
  };
  const { request } = await import('node:http');
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(where, { method: 'POST', headers, agent: false, signal });
    const body = (isText ? textBody(file) : createReadStream(file)).on('error', reject);
    sent.once('response', resolve).on('error', reject);
    body.pipe(sent);
  }).catch((error: NodeJS.ErrnoException) => {
    signal.throwIfAborted();
    throw noAnswer(url, error.message || String(error.code));
  });
  if (response.statusCode === 200) return response;
  throw refused(file, where, response.statusCode!, await text(response));
}

/** A file of text as a body of POST /predict. */
function textBody(file: string): Readable {
  return Readable.from(
    (async function* () {
      yield JSON.stringify({ text: (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').trimEnd() });
    })(),
  );
}

interface Problem {
  detail?: string;
  errors?: { line?: number; column?: string; at: string; got: string; hint: string }[];
}

function refused(file: string, where: string, status: number, answer: string): UserError {
  const { detail = answer.slice(0, 1000), errors = [] } = problemIn(answer);
  const faults = errors.map(({ line, column, at, got, hint }) => {
    const place = line === undefined ? at : `line ${line}${column === undefined ? '' : `, column ${column}`}`;
    return `${place}: got ${got}. ${hint}`;
  });
  const isKey = status === 401;
  return new UserError({
    code: 'predict-refused',
    what: `${path.basename(file)} was answered with ${status}`,
    where,
    details: faults.length > 0 ? faults : [detail],
    next: isKey
      ? 'set API_KEY to the key that the service was started with'
      : 'change the file as it says, and send it again',
    exitCode: status < 500 ? 2 : 1,
  });
}

function problemIn(text: string): Problem {
  try {
    return parseJson(text) as Problem;
  } catch {
    return {};
  }
}

function noAnswer(url: string, reason: string): UserError {
  return new UserError({
    code: 'predict-url',
    what: `No service answers at ${url}`,
    details: [reason],
    next: ['start it: ml-docker run', 'or give the address of one: --url http://localhost:8000'],
    exitCode: 1,
  });
}
