import { wrap } from '../io/wrap.ts';
import type { Question } from '../interview/questions.ts';
import { flagsOf, type Command } from './command.ts';

const FLAG_WIDTH = 20;
/** What a terminal shows without wrapping. */
const SCREEN_WIDTH = 80;

/**
 * The text of `--help`, at most 80 columns wide, all of it from the tables of commands and questions.
 * @param more  questions of layers
 */
export function helpText(command: Command, others: Command[], more: Question[] = []): string {
  const words = ['ml-docker', ...(command.name === 'app' ? [] : [command.name]), ...command.positionals];
  const flags = flagsOf(command, more).flatMap(({ flag, argument, help, defaultText = 'off' }) => {
    const isOff = defaultText === 'off' || defaultText === 'none';
    return entry(
      `--${flag}${argument === undefined ? '' : ` ${argument}`}`,
      isOff ? help : `${help} (default: ${defaultText})`,
    );
  });
  return [
    `${words.join(' ')} [flags]`,
    '',
    `  ${command.summary}`,
    '',
    ...flags,
    ...entry('--help', 'this text'),
    ...(command.name === 'app' ? entry('--version', 'the version of the generator') : []),
    ...section(
      'Commands',
      others.flatMap(({ name, summary }) => entry(`ml-docker ${name}`, summary)),
    ),
    ...section(
      'Examples',
      command.examples.map((example) => `  ${example}`),
    ),
  ].join('\n');
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines];
}

/** A term and what it means, in two columns. */
function entry(term: string, meaning: string): string[] {
  const indent = ' '.repeat(FLAG_WIDTH + 3);
  return wrap(meaning.split(' '), SCREEN_WIDTH, `  ${term.padEnd(FLAG_WIDTH)} `, indent);
}
