import { CommandGenerator } from './command-generator.ts';

/** A door to a command that asks and writes nothing of its own: one step on a project that exists. */
export class StepGenerator extends CommandGenerator {
  /** Yeoman runs only methods of the generator's own class: each calls this from its `end`. */
  protected async runStep(): Promise<void> {
    const result = await this.step(async () => {
      const flags = this.flags();
      return this.command.execute(
        { cwd: this.destinationRoot(), positionals: this.args, flags },
        this.io(flags),
      );
    });
    this.show(result, this.flags());
    process.exitCode = this.command.exitCode?.(result) ?? 0;
  }
}
