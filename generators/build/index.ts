import { StepDoor } from '../step-door.ts';

/** `yo ml-docker:build`: docker build, in a project. */
export default class extends StepDoor {
  constructor(args: string[], options: StepDoor['options']) {
    super(args, options, 'build');
  }

  async end(): Promise<void> {
    await this.runStep();
  }
}
