import type { FlagName, Flags } from '../interview/answers.ts';
import type { Question } from '../interview/questions.ts';
import { questionsFor } from '../interview/typed-flags.ts';
import type { Io } from '../io/io.ts';

/** What a door hands to a command. */
export interface Invocation {
  /** Absolute path of the working folder. */
  cwd: string;
  /** What stands on the command line beside the flags. */
  positionals: string[];
  flags: Flags;
}

/** A command line before its flags are judged. */
export interface Line {
  cwd: string;
  positionals: string[];
  /** Flag → its text, or all its texts; `true` for a switch. */
  found: Record<string, unknown>;
}

/** A command that asks, writes, and then goes on: each in the queue where Yeoman expects it. */
export interface Phases<Prepared> {
  /** Everything is decided, nothing written. */
  prepare(invocation: Invocation, io: Io): Promise<Prepared>;
  write(prepared: Prepared, io: Io): Promise<void>;
  finish(prepared: Prepared, io: Io): Promise<unknown>;
}

/** One command: `ml-docker NAME` and `yo ml-docker:NAME`. */
export interface Command {
  /** `app` is the main command, which goes without a name. */
  name: string;
  summary: string;
  /** What may stand beside the flags: `[directory]`. */
  positionals: string[];
  /** The flags it takes, by the names of the table of questions. */
  flags: FlagName[];
  /** What a flag means here, where that is not what the table of flags says. */
  meanings?: Partial<Record<FlagName, string>>;
  examples: string[];
  /** What the layers that this command line names ask besides: their flags are known only then. */
  moreQuestions?(line: Line): Promise<Question[]>;
  execute(invocation: Invocation, io: Io): Promise<unknown>;
  /** The same in three phases, for a door that gives way between them. Without them, it is one step after all others. */
  phases?(): Promise<Phases<unknown>>;
  /** Whether that one step writes files that others may see before they are on the disk. */
  writes?: boolean;
  /** The exit code that goes with a result; 0 where it is absent. */
  exitCode?(result: unknown): number;
}

/** The flags of a command, with what they mean there, and those of layers. */
export function flagsOf({ flags, meanings = {} }: Command, more: Question[] = []): Question[] {
  return [...questionsFor(flags), ...more].map((question) => ({
    ...question,
    help: meanings[question.flag as FlagName] ?? question.help,
  }));
}
