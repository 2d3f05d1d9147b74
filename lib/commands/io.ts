import type { Flags } from '../interview/answers.ts';
import type { Prompt } from '../interview/prompt.ts';

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
export function terminal({ yes = false, json = false }: Flags): Pick<Io, 'interactive' | 'say' | 'progress'> {
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
