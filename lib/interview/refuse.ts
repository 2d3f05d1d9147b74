import { UserError } from '../errors.ts';
import type { Answers, Flags } from './answers.ts';
import type { Context, Question } from './questions.ts';

/** What is given before anybody is asked. */
interface Given {
  flags: Flags;
  /** The answers of the project that is already there. */
  project: Answers | undefined;
  questions: Question[];
}

/**
 * Checks all that was given at once.
 * @throws UserError  answers (exit 2), with every fault
 */
export async function checkGiven({ flags, project, questions }: Given, context: Context): Promise<void> {
  const faults: { flag: string; fault: string }[] = [];
  for (const { name, flag, check } of questions) {
    // The project's model is in the project: it was checked when it was put there.
    const value = name === 'model' ? flags.model : context.answers[name as keyof Answers];
    if (value === undefined || check === undefined) continue;
    const verdict = await check(value, context);
    if (verdict !== true) faults.push({ flag, fault: verdict });
  }
  if (faults.length === 0) return;
  throw new UserError({
    code: 'answers',
    what:
      faults.length === 1
        ? `--${faults[0]!.flag}: ${faults[0]!.fault}`
        : `${faults.length} answers cannot be used`,
    where: project === undefined ? 'the flags' : 'the flags and .yo-rc.json',
    details: faults.length === 1 ? [] : faults.map(({ flag, fault }) => `--${flag}: ${fault}`),
    next: 'correct it and run the same command again; nothing was written',
  });
}

/** The questions that nothing has answered yet. */
export function missing(context: Context, questions: Question[]): Question[] {
  return questions.filter(
    (question) => isOpen(question, context) && context.answers[question.name as keyof Answers] === undefined,
  );
}

/** @throws UserError  answers-missing (exit 2), with the flag of each */
export function refuseMissing(context: Context, questions: Question[]): void {
  const unanswered = missing(context, questions);
  if (unanswered.length === 0) return;
  throw new UserError({
    code: 'answers-missing',
    what: 'Answers are missing, and there is no terminal to ask for them',
    details: unanswered.map(({ flag, argument, help, defaultText }) => {
      const usage = (argument === undefined ? `--${flag}` : `--${flag} ${argument}`).padEnd(18);
      return `${usage} ${help} (default: ${defaultText})`;
    }),
    next: 'give these flags, or --yes to take the defaults; nothing was written',
  });
}

/** Whether a question is asked where nothing has answered it. */
export function isOpen({ prompt, isOpen: open }: Question, context: Context): boolean {
  return prompt !== undefined && (open === undefined || open(context));
}
