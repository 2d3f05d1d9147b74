import { DEFAULT_LAYERS } from './defaults.ts';
import path from 'node:path';
import type { Answers, Flags } from './answers.ts';
import { runFlags } from './flags.ts';
import { interviewQuestions } from './questions.ts';

/** One word of a command line as a shell takes it: quoted only where it must be. */
function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function flag(name: string, value: unknown): string[] {
  if (value === true) return [`--${name}`];
  if (Array.isArray(value)) return [`--${name}`, value.length === 0 ? 'none' : value.join(',')];
  return [`--${name}`, word(String(value))];
}

/** Answers that everybody has need no flag: a layer of one's own where there is none, the layers where they are the default. */
function differs(name: string, value: unknown): boolean {
  const isDefault = name === 'with' && JSON.stringify(value) === JSON.stringify(DEFAULT_LAYERS);
  return value !== undefined && value !== false && !isDefault;
}

/** The command that makes this project again, from its answers alone: no path, the same from both doors. */
export function projectCommand(answers: Answers): string {
  return exactCommand(answers.name, { ...answers, model: path.basename(answers.model) }, {});
}

/** The run that is just over as one command line, to be typed in the same folder. */
export function exactCommand(
  directory: string,
  answers: Answers,
  { isModelKept = false, ...flags }: Flags & { isModelKept?: boolean },
): string {
  const values: Record<string, unknown> = { ...flags, ...answers };
  if (directory === answers.name) delete values.name;
  if (isModelKept) delete values.model;
  // Where nothing is asked, it does not matter how.
  delete values.plain;
  const flagWords = [...interviewQuestions, ...runFlags]
    .filter(({ name }) => differs(name, values[name]))
    .flatMap(({ name, flag: as }) => flag(as, values[name]));
  return ['ml-docker', word(directory), ...flagWords, ...(flags.yes === true ? [] : ['--yes'])].join(' ');
}
