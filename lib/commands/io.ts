import type { Prompt } from '../interview/prompt.ts';

/** All that a command knows of the door it came in by: the terminal in bin/, Yeoman in generators/. */
export interface Io {
  /** Whether somebody is there to be asked: stdin and stdout are TTYs, CI is unset, no `--yes`. */
  readonly interactive: boolean;
  /** Asks one question and returns the checked answer. Only called where `interactive`. */
  ask<T>(prompt: Prompt<T>): Promise<T>;
  /** Prints a line for people. With `--json` it goes to stderr: stdout is then for the program. */
  say(line: string): void;
  /** Prints a chunk of another program's output as it comes, unchanged. */
  progress(chunk: string): void;
  /** Writes a text file; `path` is absolute. */
  write(path: string, content: string): Promise<void>;
  /** Copies a file that is too big to read (a model); both paths are absolute. */
  copy(from: string, to: string): Promise<void>;
}
