import { StepGenerator } from '../step-generator.ts';

/** `yo ml-docker:templates list|eject|check`: what is emitted, a copy of it to change, and whether a layer is sound. */
export default class extends StepGenerator {
  constructor(args: string[], options: StepGenerator['options']) {
    super(args, options, 'templates');
  }

  // Copies are written: Yeoman commits them after this queue.
  async writing(): Promise<void> {
    await this.runStep();
  }
}
