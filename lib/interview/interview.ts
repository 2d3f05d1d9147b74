import { UserError } from '../errors.ts';
import type { Io } from '../io/io.ts';
import type { Answers, Flags } from './answers.ts';
import { interviewQuestions, type Context, type Question } from './questions.ts';

/** Where the answers come from, first to last: flags, an existing project, the person, the defaults. */
export interface Sources {
  cwd: string;
  directory: string | undefined;
  flags: Flags;
  /** What the layers ask, after our own questions. */
  questions: Question[];
  /** The answers of the project that is already there. */
  project: Answers | undefined;
  /** Called with each answer once it is known and checked, to show what was found. */
  known: (name: Question['name'], answers: Partial<Answers>) => Promise<void>;
}

/**
 * Collects the answers to the whole table. Given ones are checked first, all of them, whatever their source.
 * @throws UserError  with every fault at once, or with every missing flag where nobody can be asked
 */
export async function interview(given: Sources, io: Io): Promise<Answers> {
  const sources = { ...given, questions: [...interviewQuestions, ...given.questions] };
  const { questions } = sources;
  const context: Context = {
    cwd: sources.cwd,
    answers: { ...sources.project, ...kept(sources) },
    directory: sources.directory,
  };
  await checkGiven(sources, context);
  if (!io.interactive && sources.flags.yes !== true && sources.project === undefined)
    refuseMissing(context, questions);
  // What a project keeps was understood when it was made.
  const isNew = ({ name }: Question): boolean =>
    sources.project === undefined || sources.flags[name] !== undefined;
  if (io.interactive && missing(context, questions).length > 0) {
    io.say('Enter takes the default, Ctrl-C leaves; nothing is written before the answers.');
  }
  for (const question of questions) {
    const answers = context.answers as Record<string, unknown>;
    answers[question.name] ??= await answer(question, context, io);
    if (isNew(question)) answers[question.name] = meant(question, context, io);
    await sources.known(question.name, context.answers);
  }
  // In the order of the table, wherever they come from: .yo-rc.json is the same each time.
  const entries = questions.map(({ name }) => [name, context.answers[name as keyof Answers]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Answers;
}

function kept({ flags, questions }: Sources): Partial<Answers> {
  const names: string[] = questions.map(({ name }) => name);
  return Object.fromEntries(Object.entries(flags).filter(([name]) => names.includes(name)));
}

async function checkGiven({ flags, project, questions }: Sources, context: Context): Promise<void> {
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
function missing({ answers }: Context, questions: Question[]): Question[] {
  return questions.filter(
    ({ name, prompt }) => prompt !== undefined && answers[name as keyof Answers] === undefined,
  );
}

function refuseMissing(context: Context, questions: Question[]): void {
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

async function answer(question: Question, context: Context, io: Io): Promise<unknown> {
  if (question.prompt === undefined || !io.interactive) return question.default?.(context);
  const { check } = question;
  return io.ask({
    name: question.name,
    // The model has no default to accept: the list begins with the samples.
    ...(question.name !== 'model' && { default: question.default?.(context) }),
    ...question.prompt(context),
    ...(check !== undefined && { validate: (value: unknown) => explain(check, value, context) }),
  });
}

/** The answer as it was meant, which is told where it was typed in another way. */
function meant({ name, meant: understand }: Question, context: Context, io: Io): unknown {
  const typed = context.answers[name as keyof Answers];
  if (understand === undefined) return typed;
  const value = understand(typed, context);
  if (value !== typed) io.say(`taking ${String(value)}`);
  return value;
}

/** A prompt shows one text: of an error with a next step, both. */
async function explain(
  check: NonNullable<Question['check']>,
  value: unknown,
  context: Context,
): Promise<true | string> {
  try {
    return await check(value, context);
  } catch (error) {
    if (error instanceof UserError) return [error.message, ...error.next].join('\n');
    throw error;
  }
}
