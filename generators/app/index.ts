import { emit } from '../../lib/commands/create/emit.ts';
import { prepare, type Prepared } from '../../lib/commands/create/prepare.ts';
import { finish } from '../../lib/commands/create/finish.ts';
import type { Io } from '../../lib/io/io.ts';
import { CommandGenerator } from '../command-generator.ts';

/** `yo ml-docker`: interview → project → build → run, each in the queue where Yeoman expects it. */
export default class extends CommandGenerator {
  #io!: Io;
  #prepared!: Prepared;

  constructor(args: string[], options: CommandGenerator['options']) {
    super(args, options, 'app');
  }

  async prompting(): Promise<void> {
    await this.step(async () => {
      const flags = this.flags(await this.moreQuestions());
      const [directory] = this.args;
      this.#io = this.io(flags);
      const options = { cwd: this.destinationRoot(), flags, ...(directory !== undefined && { directory }) };
      this.#prepared = await prepare(options, this.#io);
    });
  }

  async writing(): Promise<void> {
    await this.step(() => emit(this.#prepared, this.#io));
  }

  async end(): Promise<void> {
    const result = await this.step(() => finish(this.#prepared, this.#io));
    this.show(result, this.#prepared.flags);
  }
}
