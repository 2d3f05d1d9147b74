import { existsSync } from 'node:fs';
import Generator from 'yeoman-generator';
import { commands, type Command } from '../lib/commands/commands.ts';
import { terminal, type Io } from '../lib/io.ts';
import { UserError } from '../lib/errors.ts';
import { questionsFor, typedFlags } from '../lib/interview/typed-flags.ts';
import type { Flags } from '../lib/interview/answers.ts';
import { foundOptions } from './options.ts';

type Options = Generator['options'];

/** A Yeoman generator around one command: it declares the command's flags and is its `Io`. */
export class CommandGenerator extends Generator {
  protected readonly command: Command;

  constructor(args: string[], options: Options, name: string) {
    // Dependencies are the project's own affair, and methods that are no task stay helpers.
    super(args, options, { customInstallTask: true, tasksMatchingPriority: true });
    this.command = commands.find((command) => command.name === name)!;
    this.description = this.command.summary;
    for (const { flag, argument, help, defaultText } of questionsFor(this.command.flags)) {
      const description = defaultText === undefined ? help : `${help} (${defaultText})`;
      this.option(flag, { type: argument === undefined ? Boolean : String, description });
    }
    for (const positional of this.positionals()) {
      this.argument(positional, { type: String, required: false });
    }
  }

  /** Names of the arguments beside the flags: `[directory]` → `directory`. */
  protected positionals(): string[] {
    return this.command.positionals.map((positional) => positional.replace(/\W/g, ''));
  }

  /** The checked flags of this run. */
  protected flags(): Flags {
    return typedFlags(foundOptions(this.options, this.positionals()), this.command.flags);
  }

  /** Yeoman's terminal, and its shared file system, so that generators composed with this one see the files. */
  protected io(flags: Flags): Io {
    return {
      ...terminal(flags),
      ask: async (prompt) => (await this.prompt([prompt as never]).catch(stoppedByCtrlC))[prompt.name]!,
      write: async (file, content) => {
        this.fs.write(file, content);
        // The command has settled every conflict; Yeoman need not ask again.
        if (existsSync(file)) Object.assign(this.env.sharedFs.get(file), { conflicter: 'force' });
      },
    };
  }

  /** Runs a step of a command; its errors leave as yo wants them: the text as message, the exit code as code. */
  protected async step<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UserError) throw Object.assign(new Error(error.text()), { code: error.exitCode });
      if (error instanceof Error && error.name === 'Interrupted') return stoppedByCtrlC(error);
      throw error;
    }
  }

  /** With `--json`, the result alone on stdout. */
  protected show(result: unknown, { json = false }: Flags): void {
    if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  }
}

/**
 * The exit code that yo shall end with. Yeoman passes this very error on at once, so it is changed where it is met
 * first; a new one would come too late.
 */
function stoppedByCtrlC(error: Error): never {
  if (['ExitPromptError', 'Interrupted'].includes(error.name)) {
    Object.assign(error, { code: 130, message: 'stopped by Ctrl-C' });
  }
  throw error;
}
