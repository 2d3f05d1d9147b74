import { UserError } from '../errors.ts';
import { WentBack } from '../io/back.ts';
import { errorText } from '../io/error-text.ts';
import { lineWidth, onLines } from '../io/wrap.ts';
import type { Io } from '../io/io.ts';
import { modelsIn } from '../model/found.ts';
import type { Answers, Flags } from './answers.ts';
import { checkGiven, isOpen, missing, refuseMissing } from './refuse.ts';
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
  /** Called with each answer once it is known and checked, to show what was found, and to ask further with `io`. */
  known: (name: Question['name'], answers: Partial<Answers>, io: Io) => Promise<void>;
}

/**
 * Collects the answers to the whole table. Given ones are checked first, all of them, whatever their source.
 * @throws UserError  with every fault at once, or with every missing flag where nobody can be asked
 */
export async function interview(given: Sources, io: Io): Promise<Answers> {
  const sources = { ...given, questions: [...interviewQuestions, ...given.questions] };
  const { questions } = sources;
  const known: Partial<Answers> = { ...sources.project, ...kept(sources) };
  const { cwd, directory, flags } = sources;
  const context: Context = { cwd, directory, answers: { ...known }, trustModel: flags.trustModel === true };
  await checkGiven(sources, context);
  if (!io.interactive && sources.flags.yes !== true && sources.project === undefined)
    refuseMissing(context, questions);
  const open = missing(context, questions);
  if (io.interactive && open.length > 0) {
    if (open.some(({ name }) => name === 'model')) for (const line of await modelsIn(cwd)) io.say(line);
    const back = io.redraw === undefined ? '"<"' : 'Esc';
    io.say(onLines(`Enter takes the default, ${back} goes back, Ctrl-C leaves; nothing is written yet.`));
  }
  await askInTurn(sources, { context, known }, io);
  // In the order of the table, wherever they come from: .yo-rc.json is the same each time.
  const entries = questions.map(({ name }) => [name, context.answers[name as keyof Answers]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Answers;
}

/** Settles one question after the other; who goes back is asked the one before again, and all that come after it. */
async function askInTurn(
  { questions, known: tell, ...sources }: Sources,
  { context, known }: { context: Context; known: Partial<Answers> },
  io: Io,
): Promise<void> {
  const answers = context.answers as Record<string, unknown>;
  const typed: Record<string, unknown> = {};
  /** The places of the questions that somebody has answered. */
  const asked: number[] = [];
  const withBack = (): Io => ({ ...io, ask: (prompt) => io.ask({ ...prompt, canGoBack: asked.length > 0 }) });
  for (let place = 0; place < questions.length; place++) {
    const question = questions[place]!;
    const { name } = question;
    try {
      if (answers[name] === undefined) {
        const isAsked = io.interactive && isOpen(question, context);
        answers[name] = await answer(question, { context, typed: typed[name] }, isAsked ? withBack() : io);
        if (isAsked) asked.push(place);
        if (isAsked && answers[name] !== question.default?.(context)) typed[name] = answers[name];
      }
      // What a project keeps was understood when it was made.
      const isNew = sources.project === undefined || sources.flags[name] !== undefined;
      if (isNew) answers[name] = meant(question, context, io);
      await tell(name, context.answers, withBack());
    } catch (error) {
      const isBack = error instanceof WentBack;
      // What its answer led to did not succeed: whoever gave it can give another one.
      const isAgain = error instanceof UserError && asked.at(-1) === place;
      const to = isBack || isAgain ? asked.pop() : undefined;
      if (to === undefined) throw error;
      if (isAgain) io.say(`${errorText(error, lineWidth())}\n`);
      for (const { name: later } of questions.slice(to)) answers[later] = known[later as keyof Answers];
      place = to - 1;
    }
  }
}

function kept({ flags, questions }: Sources): Partial<Answers> {
  const names: string[] = questions.map(({ name }) => name);
  return Object.fromEntries(Object.entries(flags).filter(([name]) => names.includes(name)));
}

/**
 * @param typed  what somebody answered before they went back
 */
async function answer(
  question: Question,
  { context, typed }: { context: Context; typed: unknown },
  io: Io,
): Promise<unknown> {
  const { name, prompt: promptOf, check, parse = (text: string): unknown => text } = question;
  if (promptOf === undefined || !io.interactive || !isOpen(question, context))
    return question.default?.(context);
  const prompt = promptOf(context);
  // The model has no default to accept: the list begins with what can be served.
  const fallback = (typed ?? (name === 'model' ? undefined : question.default?.(context))) as Given;
  // A line of text is what a flag would have: so it is read, and refused in the same words.
  const isText = prompt.type === 'input';
  const read = (value: unknown): unknown => (isText ? parse(String(value).trim()) : value);
  const given = await io.ask<unknown>({
    name,
    ...(fallback !== undefined && { default: isText ? String(fallback) : fallback }),
    ...prompt,
    ...(check !== undefined && { validate: (value: unknown) => explain(check, read(value), context) }),
  });
  return read(given);
}

/** An answer, as it is typed and as a flag has it. */
type Given = string | number | boolean | string[] | undefined;

/** The answer as it was meant, which is told where it was typed in another way. */
function meant({ name, meant: understand }: Question, context: Context, io: Io): unknown {
  const typed = context.answers[name as keyof Answers];
  if (understand === undefined) return typed;
  const value = understand(typed, context);
  if (value !== typed) io.say(`taking ${String(value)}`);
  return value;
}

/** A prompt shows one text: of an error with its reasons and next steps, all. */
async function explain(
  check: NonNullable<Question['check']>,
  value: unknown,
  context: Context,
): Promise<true | string> {
  try {
    return await check(value, context);
  } catch (error) {
    if (error instanceof UserError) return [error.message, ...error.details, ...error.next].join('\n');
    throw error;
  }
}
