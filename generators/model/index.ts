import { finishExchange, writeExchange } from '../../lib/commands/model/model.ts';
import { prepareExchange, type PreparedExchange } from '../../lib/commands/model/prepare.ts';
import type { Io } from '../../lib/io/io.ts';
import { CommandGenerator } from '../command-generator.ts';

/** `yo ml-docker:model FILE`: gives a project another model, each step in the queue where Yeoman expects it. */
export default class extends CommandGenerator {
  #io!: Io;
  #prepared!: PreparedExchange;

  constructor(args: string[], options: CommandGenerator['options']) {
    super(args, options, 'model');
  }

  async prompting(): Promise<void> {
    await this.step(async () => {
      const flags = this.flags();
      const [model] = this.args;
      this.#io = this.io(flags);
      this.#prepared = await prepareExchange({ directory: this.destinationRoot(), model, flags }, this.#io);
    });
  }

  async writing(): Promise<void> {
    await this.step(() => writeExchange(this.#prepared, this.#io));
  }

  async end(): Promise<void> {
    const result = await this.step(() => finishExchange(this.#prepared, this.#io));
    this.show(result, this.#prepared.flags);
  }
}
