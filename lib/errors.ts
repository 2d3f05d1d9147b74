/** What a `UserError` tells: what happened, where, and what to do next. */
export interface UserErrorDetails {
  /** Stable name of the kind of error, for programs and tests: `port-out-of-range`. */
  code: string;
  /** One sentence: what happened. */
  what: string;
  /** The file, flag or command it happened in. */
  where?: string;
  /** Further lines, one per finding. */
  details?: string[];
  /** The next thing to type or to do, one line each. */
  next: string | string[];
  /** 2: bad answers or a bad model, nothing was written. 1: a step failed. */
  exitCode?: 1 | 2;
}

/** Something that a user can cause. It is printed without a stack; any other error is a bug. */
export class UserError extends Error {
  readonly code: string;
  readonly where: string | undefined;
  readonly details: string[];
  readonly next: string[];
  readonly exitCode: 1 | 2;

  constructor({ code, what, where, details = [], next, exitCode = 2 }: UserErrorDetails) {
    // A headline, whether it was written as a sentence or not.
    super(what.replace(/\.$/, ''));
    this.name = 'UserError';
    this.code = code;
    this.where = where;
    this.details = details;
    this.next = [next].flat();
    this.exitCode = exitCode;
  }

  /** The whole error as it is printed. */
  text(): string {
    const where = this.where === undefined ? [] : [`  in: ${this.where}`];
    const details = this.details.map((line) => `  ${line}`);
    const next = this.next.map((line, i) => (i === 0 ? `  next: ${line}` : `        ${line}`));
    return [`error: ${this.message}`, ...where, ...details, ...next].join('\n');
  }
}
