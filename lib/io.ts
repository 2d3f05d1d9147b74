/** One thing to ask. Every door can show it, because it says no more than Inquirer's own question types do. */
export interface Prompt<T> {
  name: string;
  type: 'input' | 'number' | 'select' | 'search' | 'confirm';
  message: string;
  default?: T;
  /** For `select`. */
  choices?: { name: string; value: T }[];
  /** For `search`: what is offered for the term typed so far. */
  source?: (term: string | undefined) => Promise<{ name: string; value: T; description?: string }[]>;
  /** `true`, or what is wrong and what to type instead. */
  validate?: (value: T) => true | string | Promise<true | string>;
}

/** All that a command knows of the door it came in by: the terminal in bin/, Yeoman in generators/. */
export interface Io {
  /** Whether somebody is there to be asked. */
  readonly interactive: boolean;
  /** Asks one question and returns the checked answer. Only called where `interactive`. */
  ask<T>(prompt: Prompt<T>): Promise<T>;
  /** Prints a line for people. */
  say(line: string): void;
  /** Prints a chunk of another program's output as it comes, unchanged. */
  progress(chunk: string): void;
  /** Writes a file and the folders above it; `path` is absolute. */
  write(path: string, content: string | Buffer): Promise<void>;
}

/** What both doors have in common: whom they talk to. A door adds how it asks and where it writes. */
export function terminal({
  yes = false,
  json = false,
}: {
  yes?: boolean;
  json?: boolean;
}): Pick<Io, 'interactive' | 'say' | 'progress'> {
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const isCi = (process.env.CI ?? '') !== '';
  // With --json, stdout is for the program that called.
  const people = json ? process.stderr : process.stdout;
  return {
    interactive: isTerminal && !isCi && !yes && !json,
    say: (line) => void people.write(`${line}\n`),
    progress: (chunk) => void people.write(chunk),
  };
}
