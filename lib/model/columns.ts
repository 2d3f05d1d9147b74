import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import type { Io } from '../io/io.ts';
import { expandHome, pastedPath } from '../io/pasted-path.ts';
import type { Card } from '../onnx/card/card.ts';
import { parseNames, tableWidth } from '../onnx/card/columns.ts';
import { withColumns } from '../onnx/card/make.ts';

/** More than anybody would type. */
const MOST_ASKED = 32;

/** Where the names come from: the flag, or the person. */
export interface Naming {
  /** A file with a JSON list or a CSV header line, or the names themselves, separated by commas. */
  given: string | undefined;
  cwd: string;
}

/**
 * Gives names to the columns of a model that takes a table, so that /predict takes rows. Asks only where the model
 * does not say them itself.
 * @returns the card, and the answer that was used, for the command line
 * @throws UserError  for a file that is not there, or names that do not fit the model
 */
export async function nameColumns(
  card: Card,
  { given, cwd }: Naming,
  io: Io,
): Promise<{ card: Card; columns?: string }> {
  const width = tableWidth(card.inputs);
  const isAsked = io.interactive && card.columns === undefined && width > 0 && width <= MOST_ASKED;
  const columns = given ?? (isAsked ? await ask(card, width, cwd, io) : '');
  return columns === '' ? { card } : { card: withColumns(card, await readNames(columns, cwd)), columns };
}

function ask(card: Card, width: number, cwd: string, io: Io): Promise<string> {
  return io.ask<string>({
    name: 'columns',
    type: 'input',
    message: `Names of its ${width} columns? (a,b,c or a file; Enter for none)`,
    default: '',
    async validate(answer) {
      try {
        if (answer !== '') withColumns(card, await readNames(answer, cwd));
        return true;
      } catch (error) {
        if (error instanceof UserError) return [error.message, ...error.next].join('\n');
        throw error;
      }
    },
  });
}

async function readNames(given: string, cwd: string): Promise<string[]> {
  const file = path.resolve(cwd, expandHome(pastedPath(given, cwd)));
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) return parseNames(text);
  if (given.includes(',') || given.trimStart().startsWith('[')) return parseNames(given);
  throw new UserError({
    code: 'columns-missing',
    what: `There is no file ${given}`,
    where: '--columns',
    next: 'give a file with a JSON list or a CSV header line, or the names themselves: a,b,c',
  });
}
