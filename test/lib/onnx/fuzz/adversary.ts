/** What tells a file that is made to take time or memory apart from others, the file, and what is said of it. */
export type Adversary = [what: string, bytes: () => Buffer, outcome: RegExp];

export const TOO_COMPLEX = /^model-too-complex$/;
