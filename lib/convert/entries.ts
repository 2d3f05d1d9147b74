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
 * Converts a file. Of a dict or tuple, which of its parts are the model is asked where that is not plain, and somebody is
 * there.
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
  if (answer.entries.length === 0 || request.entry !== null || !io.interactive)
    throw refused(request.file, answer);
  if (answer.message !== null) io.say(answer.message);
  const entry = await io.ask<string>({
    name: 'entry',
    type: 'select',
    message: 'Which of these is the model? (+ joins what is used one after the other)',
    choices: answer.entries.map((name) => ({ name, value: name })),
  });
  return convertedIn(place, { file, request: { ...request, entry }, data, folder }, io);
}

function refused(file: string, { message, hint, entries }: Answer): UserError {
  const choices = entries.map((name) => `  --entry ${shellWord(name)}`);
  return new UserError({
    code: 'convert-refused',
    what: message ?? 'The model cannot be converted',
    where: path.basename(file),
    next: [
      ...(hint === null ? [] : [hint]),
      ...(choices.length > 0 ? ['say which part is the model, by one of these:', ...choices] : []),
      'or convert it yourself: docs/convert.md',
    ],
  });
}
