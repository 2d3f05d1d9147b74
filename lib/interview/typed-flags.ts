import { UserError } from '../errors.ts';
import type { FlagName, Flags } from './answers.ts';
import { nearest } from '../io/did-you-mean.ts';
import { runFlags } from './flags.ts';
import { interviewQuestions, type Question } from './questions.ts';

/** Every flag there is, by the name it has on the command line. */
const byFlag = new Map<string, Question>(
  [...interviewQuestions, ...runFlags].map((question) => [question.flag, question as Question]),
);

/** The questions behind flags of these names. */
export function questionsFor(flags: readonly FlagName[]): Question[] {
  return flags.map((flag) => byFlag.get(flag)!);
}

/**
 * Turns flags as a door found them into typed ones: `{port: '9000', yes: true}` → `{port: 9000, yes: true}`.
 * @param found  flag, without its dashes, → its text, or `true` where nothing followed it; a list where it was
 *   given several times, of which the last one counts, unless the flag is repeatable
 * @param allowed  the flags that this command knows
 * @param more  questions of layers, whose flags it knows as well
 * @throws UserError  for every unknown flag (with a suggestion), one without its value, or has a wrong one
 */
export function typedFlags(
  found: Record<string, unknown>,
  allowed: readonly FlagName[],
  more: readonly Question[] = [],
): Flags {
  const known = new Map([...questionsFor(allowed), ...more].map((question) => [question.flag, question]));
  const read = Object.entries(found).map(([flag, value]) => typedFlag(flag, value, known));
  const faults = read.filter((result) => 'fault' in result);
  const [first, ...others] = faults.map(({ fault }) => fault);
  if (first !== undefined) {
    const next = [...new Set(faults.map((result) => result.next))];
    throw new UserError({ code: 'flag', what: first, details: others, next });
  }
  return Object.fromEntries(
    read.flatMap((result) => ('name' in result ? [[result.name, result.value] as const] : [])),
  );
}

type Typed = { name: string; value: unknown } | { fault: string; next: string };

function typedFlag(flag: string, found: unknown, known: ReadonlyMap<string, Question>): Typed {
  const question = known.get(flag);
  if (question === undefined) {
    const near = nearest(flag, [...known.keys()]);
    const next = near === undefined ? 'see --help for the flags there are' : `did you mean --${near}?`;
    return { fault: `--${flag} is not a flag of this command`, next };
  }
  const { name, argument, repeatable = false, parse = String } = question;
  const values = [found].flat();
  const value = values.at(-1);
  if (argument === undefined) {
    const isSwitch = typeof value === 'boolean' || value === 'true' || value === 'false';
    if (!isSwitch) return { fault: `--${flag} takes no value`, next: `write --${flag} alone` };
    return { name, value: value === true || value === 'true' };
  }
  if (values.some((one) => typeof one === 'boolean' || one === '')) {
    return { fault: `--${flag} needs a value`, next: `write --${flag} ${argument}` };
  }
  const check = runFlags.find((one) => one.flag === flag)?.check ?? (() => true);
  const typed = values.map((one) => parse(String(one)));
  const verdict = typed.map((one) => check(one)).find((one) => one !== true);
  // `--templates none`: an empty list is an answer, too.
  if (verdict === undefined)
    return { name, value: repeatable ? typed.filter((one) => one !== 'none') : typed.at(-1) };
  return { fault: `--${flag}: ${verdict}`, next: 'correct it and run the same command again' };
}
