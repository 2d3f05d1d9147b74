import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BusboyInstance } from '@fastify/busboy';
import { Busboy } from '@fastify/busboy';
import { Problem } from '../problems.ts';
import type { MediaType } from './media-type.ts';

export const FORM_BODY: MediaType = { name: 'a form with a file', types: ['multipart/form-data'] };

/** The file of a form, as a browser sends it. */
export interface FormFile {
  /** As the client calls it. */
  name: string;
  /** The media type that the client has given it, or `text/plain`. */
  type: string;
}

/** A few fields that nobody reads, beside the files. */
const FIELDS = { parts: 20, fieldSize: 64 * 1024 };

/**
 * The bytes of the one file of a form (RFC 7578), while they come.
 * @param pieces the body.
 * @param contentType its header, with the boundary.
 * @param check throws a Problem where it is another file than is wanted.
 * @throws Problem 400 where it is no such form, has no file or several, or breaks off.
 */
export async function* fileIn(
  pieces: AsyncIterable<Buffer>,
  contentType: string,
  check: (file: FormFile) => void,
): AsyncGenerator<Buffer> {
  for await (const { bytes } of filesIn(pieces, contentType, { most: 1, check })) yield* bytes;
}

/** A file of a form, to be read before the next one is asked for. */
interface OpenFile extends FormFile {
  bytes: AsyncIterable<Buffer>;
}

/**
 * The files of a form, one after the other.
 * @param most how many there may be. @param check as for `fileIn`, of each.
 * @throws Problem as `fileIn`.
 */
export async function* filesIn(
  pieces: AsyncIterable<Buffer>,
  contentType: string,
  { most, check }: { most: number; check?: (file: FormFile) => void },
): AsyncGenerator<OpenFile> {
  const form = parserOf(contentType, most);
  const stop = new AbortController();
  const refuse = (detail: string) => () => void form.destroy(new Problem(400, detail));
  const many = `The form has more than ${most} files.`;
  form.once('filesLimit', refuse(most === 1 ? 'The form has several files: send one at a time.' : many));
  form.once('partsLimit', refuse(`The form has more than ${FIELDS.parts + most - 1} parts.`));
  const files = new PassThrough({ objectMode: true });
  form.on('file', (_field, bytes, name, _encoding, type) => {
    try {
      check?.({ name, type });
      files.write({ name, type, bytes });
    } catch (problem) {
      form.destroy(problem as Problem);
    }
  });
  const read = pipeline(Readable.from(pieces, { objectMode: false }), form, { signal: stop.signal });
  read.then(
    () => files.end(),
    (error: Error) => files.destroy(error),
  );
  try {
    let count = 0;
    for await (const file of files as AsyncIterable<OpenFile & { bytes: Readable }>) {
      count++;
      read.catch((error: Error) => file.bytes.destroy(error));
      yield { ...file, bytes: piecesOf(file.bytes) };
    }
    if (count === 0) throw new Problem(400, `The form has no file. ${HOW}`);
  } catch (error) {
    throw problemOf(error as Error);
  } finally {
    stop.abort(); // Nothing more is read where nobody takes the files.
  }
}

async function* piecesOf(bytes: Readable): AsyncGenerator<Buffer> {
  try {
    yield* bytes as AsyncIterable<Buffer>;
  } catch (error) {
    throw problemOf(error as Error);
  }
}

const HOW = 'curl sends one by --form file=@FILE, a page by <input type="file" name="file">.';

function parserOf(contentType: string, files: number): BusboyInstance {
  try {
    const limits = { ...FIELDS, files, parts: FIELDS.parts + files - 1 };
    return new Busboy({ headers: { 'content-type': contentType }, limits });
  } catch (error) {
    throw problemOf(error as Error);
  }
}

function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  return new Problem(400, `The form cannot be read: ${error.message.replace(/^Multipart: /, '')}. ${HOW}`);
}
