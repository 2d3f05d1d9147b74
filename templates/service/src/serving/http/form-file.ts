import { Readable } from 'node:stream';
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

/** One file, and a few fields that nobody reads. */
const LIMITS = { files: 1, parts: 20, fieldSize: 64 * 1024 };

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
  const form = parserOf(contentType);
  const stop = new AbortController();
  form.once('filesLimit', () =>
    form.destroy(new Problem(400, 'The form has several files: send one at a time.')),
  );
  form.once('partsLimit', () =>
    form.destroy(new Problem(400, `The form has more than ${LIMITS.parts} parts.`)),
  );
  const found = new Promise<Readable>((resolve) =>
    form.once('file', (_field, file, name, _encoding, type) => {
      try {
        check({ name, type });
        resolve(file);
      } catch (problem) {
        form.destroy(problem as Problem);
      }
    }),
  );
  const read = pipeline(Readable.from(pieces, { objectMode: false }), form, { signal: stop.signal });
  try {
    const file = await Promise.race([found, read]);
    if (!file) throw new Problem(400, `The form has no file. ${HOW}`);
    read.catch((error: Error) => file.destroy(error));
    yield* file as AsyncIterable<Buffer>;
    await read; // The form may be cut off behind its file, too.
  } catch (error) {
    throw error instanceof Problem ? error : notRead(error as Error);
  } finally {
    stop.abort(); // Nothing more is read where nobody takes the file.
  }
}

const HOW = 'curl sends one by --form file=@FILE, a page by <input type="file" name="file">.';

function parserOf(contentType: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS });
  } catch (error) {
    throw notRead(error as Error);
  }
}

function notRead({ message }: Error): Problem {
  return new Problem(400, `The form cannot be read: ${message.replace(/^Multipart: /, '')}. ${HOW}`);
}
