import type { Phases } from '../lib/commands/command.ts';
import type { Flags } from '../lib/interview/answers.ts';
import type { Io } from '../lib/io/io.ts';
import { CommandGenerator } from './command-generator.ts';

/**
 * The Yeoman door to a command: what it does when is in the command's own entry in lib/commands/command.ts. Yeoman runs
 * the methods of a generator's own class, so each command has a class of its own.
 */
export function generatorFor(name: string): typeof CommandGenerator {
  return class extends CommandGenerator {
    #io!: Io;
    #flags!: Flags;
    #phases: Phases<unknown> | undefined;
    #prepared: unknown;

    constructor(args: string[], options: CommandGenerator['options']) {
      super(args, options, name);
    }

    async prompting(): Promise<void> {
      await this.step(async () => {
        this.#flags = this.flags(await this.moreQuestions());
        this.#io = this.io(this.#flags);
        this.#phases = await this.command.phases?.();
        this.#prepared = await this.#phases?.prepare(this.#invocation(), this.#io);
      });
    }

    // What is written here, Yeoman commits after this queue.
    async writing(): Promise<void> {
      await this.step(async () => this.#phases?.write(this.#prepared, this.#io));
      if (this.command.writes === true) await this.#execute();
    }

    async end(): Promise<void> {
      const phases = this.#phases;
      if (phases !== undefined) this.#done(await this.step(() => phases.finish(this.#prepared, this.#io)));
      else if (this.command.writes !== true) await this.#execute();
    }

    #invocation(): { cwd: string; positionals: string[]; flags: Flags } {
      return { cwd: this.destinationRoot(), positionals: this.args, flags: this.#flags };
    }

    async #execute(): Promise<void> {
      this.#done(await this.step(() => this.command.execute(this.#invocation(), this.#io)));
    }

    #done(result: unknown): void {
      this.show(result, this.#flags);
      if (this.command.exitCode !== undefined) process.exitCode = this.command.exitCode(result);
    }
  };
}
