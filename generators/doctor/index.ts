import { StepGenerator } from '../step-generator.ts';

/** `yo ml-docker:doctor`: whether this machine, and the project here, are fit for docker build and run. */
export default class extends StepGenerator {
  constructor(args: string[], options: StepGenerator['options']) {
    super(args, options, 'doctor');
  }

  async end(): Promise<void> {
    await this.runStep();
  }
}
