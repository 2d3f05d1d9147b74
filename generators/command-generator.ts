import { setImmediate } from 'node:timers/promises';
import Generator from 'yeoman-generator';
import { flagsOf, type Command } from '../lib/commands/command.ts';
import { commands } from '../lib/commands/commands.ts';
import { backType, type PromptModule } from '../lib/io/back.ts';
import { terminal, type Io, type Prompt } from '../lib/io/io.ts';
import { UserError } from '../lib/errors.ts';
import { formatJson } from '../lib/json.ts';
import { asInvoked } from '../lib/io/shell.ts';
import { sourceStack } from '../lib/io/source-stack.ts';
import { isStop, stopLine } from '../lib/io/stop.ts';
import type { Question } from '../lib/interview/questions.ts';
import { typedFlags } from '../lib/interview/typed-flags.ts';
import type { Flags } from '../lib/interview/answers.ts';
import { foundOptions, typedEnv } from './options.ts';

type Options = Generator['options'];

/** The type of an option that can be given several times: as it is. */
const ALL = ((value: unknown) => value) as typeof String;

/** A Yeoman generator around one command: it declares the command's flags and is its `Io`. */
export class CommandGenerator extends Generator {
  protected readonly command: Command;

  constructor(args: string[], options: Options, name: string) {
    // Dependencies are the project's own affair, and methods that are not tasks stay helpers.
    super(args, options, { customInstallTask: true, tasksMatchingPriority: true });
    this.command = commands.find((command) => command.name === name)!;
    this.description = this.command.summary;
    for (const { flag, argument, help, defaultText, repeatable } of flagsOf(this.command)) {
      const description = defaultText === undefined ? help : `${help} (${defaultText})`;
      const type = argument === undefined ? Boolean : repeatable === true ? ALL : String;
      this.option(flag, { type, description });
    }
    for (const positional of this.positionals()) {
      this.argument(positional, { type: String, required: false });
    }
  }

  /** Names of the arguments beside the flags: `[directory]` → `directory`, `FILE` → `file`. */
  protected positionals(): string[] {
    return this.command.positionals.map((positional) => positional.replace(/\W/g, '').toLowerCase());
  }

  /** The checked flags of this run. */
  protected flags(more: Question[] = []): Flags {
    return typedFlags(this.#found(), this.command.flags, more);
  }

  /** What the layers that this command line names ask besides. */
  protected async moreQuestions(): Promise<Question[]> {
    const line = { cwd: this.destinationRoot(), positionals: this.args, found: this.#found() };
    return (await this.command.moreQuestions?.(line)) ?? [];
  }

  #found(): Record<string, unknown> {
    const env = this.command.flags.includes('env') ? typedEnv(process.argv.slice(2)) : [];
    const found = foundOptions(this.options, this.positionals());
    return { ...found, ...(env.length > 0 && { env }) };
  }

  /** Yeoman's terminal, and its shared file system, so that generators composed with this one see the files. */
  protected io(flags: Flags): Io {
    return {
      ...terminal(flags, (prompt) => this.#draw(prompt)),
      write: async (file, content) => {
        this.fs.write(file, content);
        settle(this.env.sharedFs.get(file));
      },
    };
  }

  async #draw<T>(prompt: Prompt<T>): Promise<T> {
    try {
      const type = prompt.canGoBack === true ? this.#backType(prompt.type) : prompt.type;
      const answers: Record<string, T> = await this.prompt([{ ...prompt, type } as never]);
      return answers[prompt.name]!;
    } catch (error) {
      throw withStopCode(error);
    }
  }

  /** An adapter that is not Yeoman's own terminal knows the usual types only. */
  #backType(type: string): string {
    const { actualAdapter } = this.env.adapter as { actualAdapter?: { promptModule?: PromptModule } };
    const module = actualAdapter?.promptModule;
    return module === undefined ? type : backType(module, type);
  }

  /** Runs a step of a command; its errors leave as yo wants them: the text as message, the exit code as code. */
  protected async step<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UserError)
        throw Object.assign(new Error(asInvoked(error.text())), { code: error.exitCode });
      if (isStop(error)) {
        // As Yeoman's own prompt does it: yo is told at once, before this task fails and is called an error.
        (this.env.adapter as { abort?: (reason: unknown) => void }).abort?.(withStopCode(error));
        await setImmediate();
      } else if (error instanceof Error) error.stack = sourceStack(error);
      throw error;
    }
  }

  /** With `--json`, the result alone on stdout. */
  protected show(result: unknown, { json = false }: Flags): void {
    if (json) process.stdout.write(formatJson(result));
  }
}

/**
 * Gives such an error the exit code that yo is to end with. Yeoman passes this very error on at once, so it is
 * changed where it is met first; a new one would come too late.
 */
function withStopCode(error: unknown): unknown {
  return isStop(error) ? Object.assign(error, { code: 130, message: stopLine(error) }) : error;
}

/**
 * The command has settled every conflict and told what it writes: Yeoman need neither ask about a file nor list it. Its
 * own states are all listed, and it would set one of them for .yo-rc.json.
 */
function settle(file: object): void {
  const state = { get: () => 'settled', set: () => undefined, configurable: true };
  Object.defineProperty(file, 'conflicter', state);
}
