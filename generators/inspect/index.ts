import { StepGenerator } from '../step-generator.ts';

/** `yo ml-docker:inspect FILE`: look into a model. */
export default class extends StepGenerator {
  constructor(args: string[], options: StepGenerator['options']) {
    super(args, options, 'inspect');
  }

  async end(): Promise<void> {
    await this.runStep();
  }
}
