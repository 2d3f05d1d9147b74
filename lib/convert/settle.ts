import path from 'node:path';
import { UserError } from '../errors.ts';
import type { Io } from '../io/io.ts';
import { shellWord } from '../io/shell.ts';
import type { Data } from './data.ts';
import type { Place } from './place.ts';
import type { Answer } from './sandbox/answer.ts';
import type { Request } from './sandbox/pack.ts';
import { runSandbox } from './sandbox/run.ts';

interface Job {
  /** The model's file, absolute. */
  file: string;
  request: Request;
  data: Data | undefined;
  /** Where the answer goes, absolute. */
  folder: string;
}

/**
 * Converts a file. What only somebody can say is asked where somebody is there: which part of a dict or tuple the model
 * is, and the shapes of inputs that the file does not hold.
 * @returns the answer, and what was asked of the sandbox in the end
 * @throws UserError  convert-refused (exit 2), and what a sandbox that breaks off throws (exit 1)
 */
export async function convertedIn(
  place: Place,
  { file, request, data, folder }: Job,
  io: Io,
): Promise<{ answer: Answer; asked: Request }> {
  const given = { model: file, data: data?.file };
  const answer = await runSandbox(place.convert, { request, given, folder });
  if (answer.status === 'converted' && answer.candidates.length > 0) return { answer, asked: request };
  const said = io.interactive ? await askFor(answer, request, io) : undefined;
  if (said === undefined) throw refused(request.file, answer);
  return convertedIn(place, { file, request: { ...request, ...said }, data, folder }, io);
}

/** @returns what was said; undefined where nothing that could be would help */
async function askFor(
  { entries, inputs, message }: Answer,
  { entry, shapes }: Request,
  io: Io,
): Promise<Partial<Request> | undefined> {
  const isPart = entries.length > 0 && entry === null;
  if (!isPart && (inputs.length === 0 || shapes !== null)) return undefined;
  if (message !== null) io.say(message);
  if (isPart)
    return {
      entry: await io.ask<string>({
        name: 'entry',
        type: 'select',
        message: 'Which of these is the model? (+ joins what is used one after the other)',
        choices: entries.map((name) => ({ name, value: name })),
      }),
    };
  const said: string[] = [];
  for (const name of inputs)
    said.push(
      `${name}=${await io.ask<string>({
        name: 'shapes',
        type: 'input',
        message: `The shape of ${name}, a letter for any number of examples (N,6 or int64 N,T):`,
        validate: (text: string) =>
          SHAPE.test(text) || 'write numbers and letters with commas between: N,3,224,224',
      })}`,
    );
  return { shapes: said.join('; ') };
}

/** One input's part of --shapes. */
const SHAPE = /^\s*(?:(?:float32|float64|int32|int64|bool)\s+)?\[?\s*\w+(?:\s*,\s*\w+)*\s*\]?\s*$/;

function refused(file: string, { message, hint, entries, model }: Answer): UserError {
  const choices = entries.map((name) => `  --entry ${shellWord(name)}`);
  return new UserError({
    code: 'convert-refused',
    what: message ?? 'The model cannot be converted',
    where: path.basename(file),
    details: model === null ? [] : [`the model is ${model}`],
    next: [
      ...(hint === null ? [] : [hint]),
      ...(choices.length > 0 ? ['say which part is the model, by one of these:', ...choices] : []),
      'or convert it yourself: docs/convert.md',
    ],
  });
}
