import { styleText } from 'node:util';
import { BACK, WentBack } from './back.ts';
import { coloured, type Colour } from './colour.ts';
import { askPlainly } from './plain.ts';
import { asInvoked } from './shell.ts';
import { lineWidth, onLines } from './wrap.ts';

/** One thing to ask. Every door can show it, because it says no more than Inquirer's own question types do. */
export interface Prompt<T> {
  name: string;
  type: 'input' | 'select' | 'search' | 'confirm';
  message: string;
  default?: T;
  /** For `select`. */
  choices?: { name: string; value: T }[];
  /** For `search`: what is offered for the term typed so far. */
  source?: (term: string | undefined) => Promise<{ name: string; value: T; description?: string }[]>;
  /** Whether there is a question before, which Esc (`<` in plain lines) asks again. */
  canGoBack?: boolean;
  /** `true`, or what is wrong and what to type instead. */
  validate?: (value: T) => true | string | Promise<true | string>;
}

/** All that a command knows of the door it came in by: the terminal in bin/, Yeoman in generators/. */
export interface Io {
  /** Whether somebody is there to be asked. */
  readonly interactive: boolean;
  /**
   * Asks one question and returns the checked answer. Only called where `interactive`.
   * @throws WentBack  where it `canGoBack`, and somebody did
   */
  ask<T>(prompt: Prompt<T>): Promise<T>;
  /** Prints a line for people. */
  say(line: string): void;
  /** Prints a chunk of another program's output as it comes, unchanged. */
  progress(chunk: string): void;
  /** A text in a colour, where there are colours. */
  colour?(colour: Colour, text: string): string;
  /** Draws a line in place of the one it drew last; '' takes that away. Absent where lines cannot be drawn again. */
  redraw?(line: string): void;
  /** Writes a file and the folders above it; `path` is absolute. */
  write(path: string, content: string | Buffer): Promise<void>;
}

/** The flags that say how a run talks. */
export interface Talk {
  yes?: boolean;
  json?: boolean;
  plain?: boolean;
}

/**
 * What both doors have in common: whom they talk to, and in what form. A door adds where it writes.
 * @param draw  how the door asks on a screen whose lines can be drawn again
 */
export function terminal(
  { yes = false, json = false, plain = false }: Talk,
  draw: Io['ask'],
): Pick<Io, 'interactive' | 'ask' | 'say' | 'progress' | 'colour' | 'redraw'> {
  const isTerminal = [process.stdin, process.stdout].every(({ isTTY }) => isTTY);
  const isCi = (process.env.CI ?? '') !== '';
  // With --json, stdout is for the program that called.
  const people = json ? process.stderr : process.stdout;
  for (const stream of [process.stdout, process.stderr]) outliveReader(stream);
  const redraws = people.isTTY && !isCi && !plain && drawsAgain(process.env, process.platform);
  return {
    interactive: isTerminal && !isCi && !yes && !json,
    async ask(prompt) {
      const drawn = !plain && drawsAgain(process.env, process.platform) && !coloursAnyway(process.env);
      if (!drawn) return askPlainly(prompt);
      const answer: unknown = await draw(forScreen(prompt));
      if (answer === BACK) throw new WentBack();
      return answer as never;
    },
    say: (line) => void people.write(`${asInvoked(line)}\n`),
    progress: (chunk) => void people.write(chunk),
    colour: (colour, text) => coloured(colour, text, people),
    ...(redraws && {
      redraw: (line) => void people.write(`\r\x1b[K${line.slice(0, lineWidth(people) - 1)}`),
    }),
  };
}

/** `ml-docker run | head`, a terminal that is closed: nobody reads any more; the work goes on to its end, unheard. */
function outliveReader(stream: NodeJS.WriteStream): void {
  if (!stream.listeners('error').includes(ignoreNoReader)) stream.on('error', ignoreNoReader);
}

function ignoreNoReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
}

/** Whether a terminal says that its cursor can be moved: by TERM, which Windows does without. */
export function drawsAgain({ TERM = '' }: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  return TERM === '' ? platform === 'win32' : !['dumb', 'unknown'].includes(TERM);
}

/** Whether Inquirer's colours, which are Node's, come in spite of NO_COLOR: Node heeds it from 20.18 on. */
function coloursAnyway({ NO_COLOR = '', FORCE_COLOR }: NodeJS.ProcessEnv): boolean {
  return NO_COLOR !== '' && FORCE_COLOR === undefined && styleText('red', 'x') !== 'x';
}

/**
 * As Inquirer draws it best: its lines break within words where they are too long, and its search says which keys move
 * and select, but not that Tab takes over what is selected.
 */
function forScreen<T>(prompt: Prompt<T>): Prompt<T> {
  const { type, source, validate } = prompt;
  const keysHelpTip = (keys: [string, string][]): string =>
    [...keys, ['Tab', 'complete']].map((words) => words.join(' ')).join(', ');
  return {
    ...prompt,
    ...(validate && {
      validate: async (value: T) => {
        const found = await validate(value);
        // Before it stands "> ".
        return found === true ? found : onLines(found, lineWidth() - 2);
      },
    }),
    ...(source && {
      source: async (term: string | undefined) =>
        (await source(term)).map(({ description, ...choice }) => ({
          ...choice,
          ...(description !== undefined && { description: onLines(description) }),
        })),
    }),
    ...(type === 'search' && { theme: { style: { keysHelpTip } } }),
  };
}
