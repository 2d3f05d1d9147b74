import { UserError } from '../errors.ts';
import type { Flags } from './answers.ts';
import { nearest } from './did-you-mean.ts';
import { interviewQuestions, runFlags, type Question } from './questions.ts';

/** Every flag there is, by the name it has on the command line. */
const byFlag = new Map([...interviewQuestions, ...runFlags].map((question) => [question.flag, question]));

/** The questions behind flags of these names. */
export function questionsFor(flags: readonly string[]): Question[] {
  return flags.map((flag) => byFlag.get(flag)!);
}

/**
 * Turns flags as a door found them into typed ones: `{port: '9000', yes: true}` → `{port: 9000, yes: true}`.
 * @param found  flag, without its dashes, → its text, or `true` where nothing followed it
 * @param allowed  the flags that this command knows
 * @throws UserError  for every unknown flag (with a suggestion), and for one that lacks its value
 */
export function typedFlags(found: Record<string, unknown>, allowed: readonly string[]): Flags {
  const faults: string[] = [];
  const next: string[] = [];
  const flags: Record<string, unknown> = {};
  for (const [flag, value] of Object.entries(found)) {
    const question = allowed.includes(flag) ? byFlag.get(flag) : undefined;
    if (question === undefined) {
      const near = nearest(flag, [...allowed]);
      faults.push(`--${flag} is no flag of this command`);
      next.push(near === undefined ? 'see --help for the flags there are' : `did you mean --${near}?`);
    } else if (question.argument === undefined) {
      if (typeof value === 'string' && !['true', 'false'].includes(value)) {
        faults.push(`--${flag} takes no value`);
        next.push(`write --${flag} alone`);
      }
      flags[question.name] = value === true || value === 'true';
    } else if (typeof value === 'boolean' || value === '') {
      faults.push(`--${flag} lacks its value`);
      next.push(`write --${flag} ${question.argument}`);
    } else {
      flags[question.name] = question.parse === undefined ? String(value) : question.parse(String(value));
    }
  }
  if (faults.length === 0) return flags;
  const [first, ...others] = faults;
  throw new UserError({ code: 'flag', what: first!, details: others, next: [...new Set(next)] });
}
