import { commands, flagsOf, type Command } from '../lib/commands/commands.ts';

const START = '<!-- flags: written by `npm run docs` from lib/interview/questions.ts -->';
const END = '<!-- /flags -->';

/** The table of a command's flags, as Markdown, from the table of questions. */
function tableOf(command: Command): string {
  const rows = flagsOf(command).map(({ flag, argument, help, defaultText }) => {
    const usage = argument === undefined ? flag : `${flag} ${argument}`;
    return `| \`--${usage}\` | ${help.replaceAll('|', '\\|')} | ${defaultText ?? 'none'} |`;
  });
  return ['| flag | meaning | default |', '| --- | --- | --- |', ...rows].join('\n');
}

/** A document with the part between the two marks made again. */
export function withFlags(document: string): string {
  const tables = commands.map((command) => {
    const { name, summary, positionals } = command;
    const words = ['ml-docker', ...(name === 'app' ? [] : [name]), ...positionals];
    const yeoman = name === 'app' ? 'yo ml-docker' : `yo ml-docker:${name}`;
    return `\`${words.join(' ')}\` (\`${yeoman}\`): ${summary}.\n\n${tableOf(command)}`;
  });
  const [before, rest] = document.split(START);
  const [, after] = (rest ?? '').split(END);
  if (after === undefined) throw new Error('the document has no place for the flags');
  return `${before}${START}\n\n${tables.join('\n\n')}\n\n${END}${after}`;
}
