import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { interruptible } from '../../container/engine/interrupt.ts';
import { shorten } from '../../container/run/predict.ts';
import { UserError } from '../../errors.ts';
import type { Flags } from '../../interview/answers.ts';
import type { Io } from '../../io/io.ts';
import { expandHome, pastedPath } from '../../io/pasted-path.ts';
import { compactJson, parseJson } from '../../json.ts';
import { ask, isPictureOrText, typeOf, type Question } from './ask.ts';
import { answerLines } from './scored.ts';
import { serviceUrl } from './service.ts';
import { Shown, type Row } from './shown.ts';

export interface PredictOptions {
  cwd: string;
  files: string[];
  flags: Flags;
}

/** What `ml-docker predict --json` prints, for each file. */
export interface Prediction {
  file: string;
  url: string;
  /** Where the answer was written, with --save. */
  out?: string;
  rows?: Row[];
  /** Of a body with `inputs`. */
  outputs?: unknown;
  /** Of a picture or a text: `predictions`, `detections`, `entities` or `embedding`. */
  answer?: unknown;
}

/**
 * `ml-docker predict FILE…`: sends tables, pictures, texts, or bodies of POST /predict, to a service that runs, and shows
 * the answers as people read them. With --save the answer to a table is written as CSV, and that to a picture or a text
 * as JSON, or as a picture where the file's name says so.
 * @throws UserError  a file that is not there, or that the service refuses (exit 2); no service (exit 1)
 */
export async function predictFiles({ cwd, files, flags }: PredictOptions, io: Io): Promise<Prediction[]> {
  const given = await Promise.all(files.map((file) => existing(file, cwd)));
  if (given.length === 0)
    throw new UserError({
      code: 'argument-missing',
      what: 'No file was given to predict from',
      next: 'name one: ml-docker predict rows.csv',
    });
  for (const file of given) typeOf(file);
  return interruptible(async (signal) => {
    const url = await serviceUrl(cwd, flags, signal);
    const answers: Prediction[] = [];
    for (const file of given) {
      const accept = isPictureOrText(file) ? 'application/json' : 'application/x-ndjson';
      const question = { file, url, apiKey: process.env.API_KEY, signal, accept };
      const prediction =
        flags.save === undefined ? show(question, flags, io) : save(question, flags, cwd, io);
      answers.push(await prediction);
    }
    return answers;
  });
}

/** @throws UserError  predict-file (exit 2) */
async function existing(given: string, cwd: string): Promise<string> {
  const file = path.resolve(cwd, expandHome(pastedPath(given, cwd)));
  if ((await stat(file).catch(() => undefined))?.isFile() === true) return file;
  throw new UserError({ code: 'predict-file', what: `There is no file ${given}`, next: 'look at its path' });
}

async function show(question: Question, { json = false }: Flags, io: Io): Promise<Prediction> {
  const { file, url } = question;
  const response = await ask(question);
  const body = isLines(response) ? undefined : ((await readBody(response)) as Partial<Body>);
  if (body && body.rows === undefined && body.outputs === undefined) {
    for (const line of answerLines(path.basename(file), body as Record<string, unknown>)) io.say(line);
    return { file, url, answer: body };
  }
  if (body?.outputs !== undefined) {
    io.say(shorten(compactJson(body.outputs), 2000));
    return { file, url, outputs: body.outputs };
  }
  const rows: Row[] = [];
  const shown = new Shown();
  for await (const row of body?.rows ?? rowsOf(response, question)) {
    shown.add(row);
    if (json) rows.push(row);
  }
  io.say(`${path.basename(file)}: ${shown.count.toLocaleString('en')} ${shown.count === 1 ? 'row' : 'rows'}`);
  for (const line of shown.lines) io.say(line);
  return { file, url, ...(json && { rows }) };
}

/** As POST /predict answers JSON. */
interface Body {
  rows: Row[];
  outputs: unknown;
}

function isLines({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('application/x-ndjson') === true;
}

async function readBody(response: IncomingMessage): Promise<unknown> {
  return parseJson(await text(response));
}

/** @throws UserError  predict-cut (exit 1) where the answer ends before its end */
async function* rowsOf(response: IncomingMessage, question: Question): AsyncGenerator<Row> {
  let last: Row = {};
  try {
    for await (const line of createInterface({ input: response })) {
      last = parseJson(line) as Row;
      if (response.complete || !('error' in last)) yield last;
    }
  } catch {
    throw cutOff(question, last);
  }
  if (!response.complete) throw cutOff(question, last);
}

/** The answer of a table goes to a file as it comes; nothing is left of one that is not whole. */
async function save(question: Question, { save: out }: Flags, cwd: string, io: Io): Promise<Prediction> {
  const { file, url } = question;
  const target = path.resolve(cwd, expandHome(pastedPath(out!, cwd)));
  const response = await ask({ ...question, accept: savedAs(file, out!) });
  const part = `${target}.part`;
  try {
    await pipeline(response, createWriteStream(part));
  } catch (error) {
    await rm(part, { force: true });
    question.signal.throwIfAborted();
    throw (error as NodeJS.ErrnoException).code?.startsWith('E') === true ? error : cutOff(question, {});
  }
  await rename(part, target);
  io.say(`${path.basename(file)}: the answer is in ${out!}`);
  return { file, url, out: target };
}

function savedAs(file: string, out: string): string {
  if (!isPictureOrText(file)) return 'text/csv';
  return out.toLowerCase().endsWith('.png') ? 'image/png' : 'application/json';
}

function cutOff({ file, url, signal }: Question, { error }: Row): UserError {
  signal.throwIfAborted();
  return new UserError({
    code: 'predict-cut',
    what: `The answer to ${path.basename(file)} was cut off before its end`,
    where: `${url}/predict`,
    details: typeof error === 'string' ? [error] : [],
    next: 'change the row that it names, or let faults be marked: POST /predict?on_error=mark',
    exitCode: 1,
  });
}
