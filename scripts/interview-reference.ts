import { interviewQuestions, nextStep, type Question } from '../lib/interview/questions.ts';
import { runFlags } from '../lib/interview/flags.ts';

const CONTEXT = { cwd: '.', directory: undefined, answers: {} };

function flagOf({ flag, argument }: Pick<Question, 'flag' | 'argument'>): string {
  return `\`--${flag}${argument === undefined ? '' : ` ${argument}`}\``;
}

function section(question: Question, number: number): string {
  const { help, defaultText = 'none' } = question;
  return [
    `## ${number}. ${question.prompt!(CONTEXT).message}`,
    `${help.charAt(0).toUpperCase()}${help.slice(1)}.`,
    `| flag | default | kept in .yo-rc.json |\n| --- | --- | --- |\n` +
      `| ${flagOf(question)} | ${defaultText} | ${question.kept === true ? `\`${question.name}\`` : 'no'} |`,
  ].join('\n\n');
}

/** docs/interview.md: every question in its order, from the table of questions. */
export function interviewReference(): string {
  const asked = interviewQuestions.filter(({ prompt }) => prompt !== undefined);
  const byFlag = [...interviewQuestions.filter(({ prompt }) => prompt === undefined), ...runFlags];
  const sections = [
    '# The interview',
    '<!-- Written by `npm run docs` from lib/interview/questions.ts. -->',
    'The questions, in their order. Each answer is checked as it is given, and each question has a flag: what is ' +
      'given by flag is not asked. Enter takes the default. Esc goes back to the question before (`<` with `--plain`). Ctrl-C leaves at any question; nothing is written before ' +
      'the last answer.',
    ...asked.map((question, i) => section(question, i + 1)),
    `## ${asked.length + 1}. ${nextStep.message}`,
    'Asked when the files are written:',
    nextStep.choices!.map(({ name }) => `- ${name.replaceAll(/ {2,}/g, ' ')}`).join('\n'),
    'By flag: `--run`, `--build`, or neither with `--yes`.',
    '## By flag only',
    byFlag.map((flag) => `- ${flagOf(flag)}: ${flag.help}`).join('\n'),
    '## Where nobody can be asked',
    'Questions are asked where stdin and stdout are a terminal and `CI` is not set. Elsewhere every missing answer ' +
      'is listed with its flag, and the exit code is 2; `--yes` takes the defaults. In a project that is there ' +
      'already, what is not given comes from its .yo-rc.json.',
  ];
  return `${sections.join('\n\n')}\n`;
}
