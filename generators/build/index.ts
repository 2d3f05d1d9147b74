import { StepGenerator } from '../step-generator.ts';

/** `yo ml-docker:build`: docker build, in a project. */
export default class extends StepGenerator {
  constructor(args: string[], options: StepGenerator['options']) {
    super(args, options, 'build');
  }

  async end(): Promise<void> {
    await this.runStep();
  }
}
