import { Door } from './door.ts';

/** A door to a command that asks and writes nothing of its own: one step on a project that exists. */
export class StepDoor extends Door {
  async end(): Promise<void> {
    const result = await this.step(async () => {
      const flags = this.flags();
      return this.command.execute(
        { cwd: this.destinationRoot(), positionals: this.args, flags },
        this.io(flags),
      );
    });
    this.show(result, this.flags());
  }
}
