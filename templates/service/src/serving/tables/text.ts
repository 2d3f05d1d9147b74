import { TextDecoder } from 'node:util';
import { namedFile } from '../codec/not-json.ts';
import { unpacked } from '../http/unpack.ts';
import { Problem } from '../problems.ts';

const BYTE_ORDER_MARKS: [encoding: string, mark: Buffer][] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * The text of a table, piece by piece: UTF-8, or UTF-16 where the first bytes say so; a file that gzip has made is unpacked.
 * @param limit the most bytes of a compressed file that somebody else sends.
 * @throws Problem 400 where it is no text, and names the line; 413 where a compressed file is too large.
 */
export async function* textOf(bytes: AsyncIterable<Buffer>, limit?: number): AsyncGenerator<string> {
  const pieces = bytes[Symbol.asyncIterator]();
  const first = await firstBytes(pieces);
  const all = { [Symbol.asyncIterator]: () => withFirst(first, pieces) };
  if (first.subarray(0, GZIP.length).equals(GZIP)) yield* decoded(unpacked(all, 'gzip', limit));
  else yield* decoded(all);
}

async function* decoded(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let line = 1;
  for await (const piece of pieces) {
    decoder ??= decoderOf(piece);
    let text: string;
    try {
      text = decoder.decode(piece, { stream: true });
    } catch {
      throw notText(piece, line, decoder.encoding);
    }
    if (text !== '') yield text;
    line += linesIn(piece);
  }
  try {
    const rest = decoder?.decode() ?? '';
    if (rest !== '') yield rest;
  } catch {
    throw notText(Buffer.alloc(0), line, decoder!.encoding);
  }
}

/** A BOM is dropped. @throws Problem 400 for a file that is known to be something else. */
function decoderOf(piece: Buffer): TextDecoder {
  const mark = BYTE_ORDER_MARKS.find(([, bytes]) => piece.subarray(0, bytes.length).equals(bytes));
  const file = mark ? undefined : namedFile(piece);
  if (file !== undefined) {
    const sheet =
      file === 'a ZIP archive' ? ' A spreadsheet (.xlsx) has to be saved as "CSV UTF-8" first.' : '';
    throw new Problem(400, `The body is ${file}, not CSV.${sheet}`);
  }
  return new TextDecoder(mark?.[0] ?? 'utf-8', { fatal: true });
}

function notText(piece: Buffer, before: number, encoding: string): Problem {
  const valid = new TextDecoder(encoding).decode(piece).split('\uFFFD', 1)[0]!;
  const line = before + valid.split('\n').length - 1;
  const name = encoding === 'utf-8' ? 'UTF-8' : 'UTF-16';
  const hint = 'It may be Windows-1252: save it as "CSV UTF-8", or in pandas with encoding="utf-8".';
  return new Problem(400, `Line ${line} is not ${name}. ${hint}`);
}

function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_END); at >= 0; at = bytes.indexOf(LINE_END, at + 1)) lines++;
  return lines;
}

const LINE_END = '\n'.charCodeAt(0);

/** As many as the longest mark has, where there are so many. */
async function firstBytes(pieces: AsyncIterator<Buffer, unknown>): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  while (bytes.length < 16) {
    const next = await pieces.next();
    if (next.done) break;
    bytes = bytes.length === 0 ? next.value : Buffer.concat([bytes, next.value]);
  }
  return bytes;
}

async function* withFirst(first: Buffer, rest: AsyncIterator<Buffer, unknown>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
