import { StepGenerator } from '../step-generator.ts';

/** `yo ml-docker:run`: docker run, in a project. */
export default class extends StepGenerator {
  constructor(args: string[], options: StepGenerator['options']) {
    super(args, options, 'run');
  }

  async end(): Promise<void> {
    await this.runStep();
  }
}
