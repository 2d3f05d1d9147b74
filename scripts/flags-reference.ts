import { flagsOf, type Command } from '../lib/commands/command.ts';
import { commands } from '../lib/commands/commands.ts';

/** The table of a command's flags, as Markdown, from the table of questions. */
function tableOf(command: Command): string {
  const rows = flagsOf(command).map(({ flag, argument, help, defaultText }) => {
    const usage = argument === undefined ? flag : `${flag} ${argument}`;
    return `| \`--${usage}\` | ${help.replaceAll('|', '\\|')} | ${defaultText ?? 'none'} |`;
  });
  return ['| flag | meaning | default |', '| --- | --- | --- |', ...rows].join('\n');
}

function sectionOf(command: Command): string {
  const { name, summary, positionals, examples } = command;
  const words = ['ml-docker', ...(name === 'app' ? [] : [name])];
  const yeoman = name === 'app' ? 'yo ml-docker' : `yo ml-docker:${name}`;
  return [
    `## ${words.join(' ')}`,
    `\`${[...words, ...positionals].join(' ')}\`, with Yeoman \`${yeoman}\`: ${summary}.`,
    tableOf(command),
    ['```sh', ...examples, '```'].join('\n'),
  ].join('\n\n');
}

/** docs/flags.md: every command with its flags, from the tables that the commands themselves use. */
export function flagsReference(): string {
  return `${[
    '<!-- Written by `npm run docs` from lib/commands/commands.ts and lib/interview/. -->',
    '# Commands and flags',
    '`ml-docker COMMAND --help` shows the same. Without a terminal nothing is asked: what is missing is listed with its flag. Exit codes: 0 done; 2 answers or a model that cannot be used, nothing was written; 1 a step failed, the project is complete; 130 Ctrl-C.',
    ...commands.map(sectionOf),
  ].join('\n\n')}\n`;
}
