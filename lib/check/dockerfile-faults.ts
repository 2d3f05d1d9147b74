import { validate } from 'dockerfile-utils';

/** A fault of a Dockerfile that a builder refuses. */
export interface DockerfileFault {
  /** From 1. */
  line: number;
  message: string;
}

const ERROR = 1;

export function dockerfileFaults(text: string): DockerfileFault[] {
  return validate(text)
    .filter(({ severity }) => severity === ERROR)
    .map(({ range, message }) => ({
      line: range.start.line + 1,
      message: typeof message === 'string' ? message : message.value,
    }));
}
