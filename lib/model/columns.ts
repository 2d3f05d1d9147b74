import { UserError } from '../errors.ts';
import type { Io } from '../io/io.ts';
import { lineWidth, wrap } from '../io/wrap.ts';
import type { Card } from '../onnx/card/card.ts';
import { tableWidth } from '../onnx/card/columns.ts';
import { withColumns } from '../onnx/card/make.ts';
import { readNames } from './column-names.ts';

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
  if (columns === '') return { card };
  const names = await readNames(columns, cwd, width);
  const named = withColumns(card, names);
  // What a file was read as is seen before anything is made of it.
  if (given !== undefined) tell(names, io);
  return { card: named, columns };
}

function ask(card: Card, width: number, cwd: string, io: Io): Promise<string> {
  return io.ask<string>({
    name: 'columns',
    type: 'input',
    message: `Names of its ${width} columns? (a,b,c or a file; Enter for none)`,
    default: '',
    async validate(answer) {
      try {
        if (answer !== '') withColumns(card, await readNames(answer, cwd, width));
        return true;
      } catch (error) {
        if (error instanceof UserError) return [error.message, ...error.next].join('\n');
        throw error;
      }
    },
  });
}

const MOST_TOLD = 32;

function tell(names: string[], io: Io): void {
  const rest = names.length > MOST_TOLD ? [`… ${names.length} in all`] : [];
  const words = [
    'columns,',
    'as',
    'given:',
    ...[...names.slice(0, MOST_TOLD), ...rest].join(', ').split(' '),
  ];
  for (const line of wrap(words, lineWidth(), '', '  ')) io.say(line);
}
