import { StepDoor } from '../step-door.ts';

/** `yo ml-docker:run`: docker run, in a project. */
export default class extends StepDoor {
  constructor(args: string[], options: StepDoor['options']) {
    super(args, options, 'run');
  }

  async end(): Promise<void> {
    await this.runStep();
  }
}
