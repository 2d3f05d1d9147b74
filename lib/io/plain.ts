import { WentBack } from './back.ts';
import type { Prompt } from './io.ts';
import { lineWidth, wrap } from './wrap.ts';

/** What is read from and written to: `process`, or two streams. */
export interface Streams {
  stdin: NodeJS.ReadableStream;
  stdout: NodeJS.WritableStream;
}

/** What can be chosen by its number. */
interface Choice<T> {
  name: string;
  value: T;
  description?: string;
}

/** Somebody left at a question. It has the name of Inquirer's own error, so that a door treats both alike. */
export class ExitPromptError extends Error {
  constructor() {
    super('left at a question');
    this.name = 'ExitPromptError';
  }
}

/**
 * Asks one question in plain lines, which a screen reader reads in their order: nothing is drawn again, and the
 * terminal itself edits the line that is typed. A wrong answer gets its reason as a line, and the question again.
 * @throws ExitPromptError  on Ctrl-C and at the end of input (Ctrl-D)
 * @throws WentBack  on `<`, where the question can go back
 */
export async function askPlainly<T>(prompt: Prompt<T>, streams: Streams = process): Promise<T> {
  const width = lineWidth(streams.stdout as { columns?: number });
  const say = (text: string, first = ''): void => {
    const lines = wrap(text.split(/\s+/), width, first, ' '.repeat(first.length));
    streams.stdout.write(`${lines.join('\n')}\n`);
  };
  const choosable = prompt.type === 'select' || prompt.type === 'search';
  let choices = await offered(prompt, undefined);
  let listed: Choice<T>[] = [];
  for (;;) {
    if (choosable) say(prompt.message);
    // Once read out, a list keeps its numbers.
    if (choices !== listed) for (const [i, choice] of choices.entries()) say(inWords(choice), `  ${i + 1}. `);
    listed = choices;
    const typed = (await readLine(`${question(prompt, choices)} `, streams)).trim();
    if (typed === '<' && prompt.canGoBack === true) throw new WentBack();
    const answer = await understood(prompt, choices, typed);
    const verdict = 'fault' in answer ? answer.fault : ((await prompt.validate?.(answer.value)) ?? true);
    if (verdict === true && 'value' in answer) return answer.value;
    say(String(verdict));
    // A folder was chosen, or the beginning of a path typed: what there is in it, or begins with it.
    const near = 'value' in answer ? await offered(prompt, String(answer.value)) : [];
    if (prompt.type === 'search' && near.length > 0) choices = near;
  }
}

/** What is offered for a text, without the text itself. */
async function offered<T>(prompt: Prompt<T>, text: string | undefined): Promise<Choice<T>[]> {
  if (prompt.type === 'select') return prompt.choices ?? [];
  if (prompt.type !== 'search') return [];
  return ((await prompt.source?.(text)) ?? []).filter(({ name }) => name !== text);
}

function inWords<T>({ name, description }: Choice<T>): string {
  return description === undefined ? name : `${name}: ${description}`;
}

/** The line that the answer is typed on, with the default in brackets. */
function question<T>(prompt: Prompt<T>, choices: Choice<T>[]): string {
  switch (prompt.type) {
    case 'select':
    case 'search': {
      if (choices.length === 0) return 'Text';
      const numbers = choices.length === 1 ? 'Number 1' : `Number 1 to ${choices.length}`;
      return `${numbers}${prompt.type === 'search' ? ', or text' : ''} [${defaultNumber(prompt, choices)}]`;
    }
    case 'confirm':
      return `${prompt.message} (y or n) [${prompt.default === false ? 'n' : 'y'}]`;
    default: {
      const isSaid = prompt.default !== undefined && String(prompt.default) !== '';
      return isSaid ? `${prompt.message} [${String(prompt.default)}]` : prompt.message;
    }
  }
}

/** The number of the default among the choices; as on the screen, the first where there is no other. */
function defaultNumber<T>(prompt: Prompt<T>, choices: Choice<T>[]): number {
  const found = choices.findIndex(({ value }) => value === prompt.default);
  return found === -1 ? 1 : found + 1;
}

type Understood<T> = { value: T } | { fault: string };

/** What a typed text means as the answer to a question of this type. */
async function understood<T>(prompt: Prompt<T>, choices: Choice<T>[], typed: string): Promise<Understood<T>> {
  const fault = (wanted: string): { fault: string } =>
    typed === '' ? { fault: `an answer is needed: ${wanted}` } : { fault: `"${typed}" is not ${wanted}` };
  switch (prompt.type) {
    case 'select':
    case 'search': {
      const number = typed === '' ? String(defaultNumber(prompt, choices)) : typed;
      const chosen = choices.find(({ value }, i) => number === String(i + 1) || typed === String(value));
      if (chosen !== undefined) return { value: chosen.value };
      const found = ((await prompt.source?.(typed)) ?? []).find(({ name }) => name === typed);
      if (found !== undefined && typed !== '') return { value: found.value };
      return fault(choices.length === 0 ? 'among what there is' : `a number from 1 to ${choices.length}`);
    }
    case 'confirm':
      if (typed === '') return { value: (prompt.default ?? true) as T };
      if (!/^(y|yes|n|no)$/i.test(typed)) return fault('y or n');
      return { value: /^y/i.test(typed) as T };
    default:
      return { value: typed === '' ? (prompt.default ?? ('' as T)) : (typed as T) };
  }
}

/** One line, typed behind `text`. */
async function readLine(text: string, { stdin, stdout }: Streams): Promise<string> {
  const { createInterface } = await import('node:readline');
  // An end that came with the last answer is not told again.
  if ((stdin as { readableEnded?: boolean }).readableEnded === true) throw new ExitPromptError();
  // No `terminal`: then the terminal stays in its own mode, where Backspace, Ctrl-U and Ctrl-D are its affair.
  const lines = createInterface({ input: stdin, output: stdout, terminal: false });
  let leave!: () => void;
  try {
    return await new Promise<string>((resolve, reject) => {
      leave = () => {
        stdout.write('\n');
        reject(new ExitPromptError());
      };
      lines.once('close', leave);
      process.once('SIGINT', leave);
      lines.question(text, resolve);
    });
  } finally {
    process.off('SIGINT', leave);
    lines.off('close', leave).close();
  }
}
