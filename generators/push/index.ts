import { StepGenerator } from '../step-generator.ts';

/** `yo ml-docker:push`: tags the image and pushes it to a registry. */
export default class extends StepGenerator {
  constructor(args: string[], options: StepGenerator['options']) {
    super(args, options, 'push');
  }

  async end(): Promise<void> {
    await this.runStep();
  }
}
