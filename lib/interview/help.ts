import type { Command } from '../commands/commands.ts';
import { questionsFor } from './flags.ts';

const FLAG_WIDTH = 20;

/** The text of `--help`, at most 100 columns wide, all of it from the tables of commands and questions. */
export function helpText(command: Command, others: Command[]): string {
  const words = ['ml-docker', ...(command.name === 'app' ? [] : [command.name]), ...command.positionals];
  const flags = questionsFor(command.flags).map(({ flag, argument, help, defaultText }) => {
    const usage = `--${flag}${argument === undefined ? '' : ` ${argument}`}`;
    const text = defaultText === undefined || defaultText === 'off' ? help : `${help} (${defaultText})`;
    return `  ${usage.padEnd(FLAG_WIDTH)} ${text}`;
  });
  return [
    `${words.join(' ')} [flags]   ${command.summary}`,
    '',
    ...flags,
    `  ${'--help'.padEnd(FLAG_WIDTH)} this text`,
    ...(command.name === 'app' ? [`  ${'--version'.padEnd(FLAG_WIDTH)} the version of the generator`] : []),
    ...section(
      'Commands',
      others.map(({ name, summary }) => `ml-docker ${name.padEnd(10)} ${summary}`),
    ),
    ...section('Examples', command.examples),
  ].join('\n');
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}
