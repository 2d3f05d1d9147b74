/** `truncated`: it goes on beyond the end. `too-large`: more than is read. `unsafe`: made to do harm. */
export type FormatFault = 'truncated' | 'malformed' | 'too-large' | 'unsafe';

/** Why a file cannot be read as what it begins as. The message is a part of a sentence: `it ends after 12 bytes`. */
export class FormatError extends Error {
  readonly fault: FormatFault;

  constructor(fault: FormatFault, message: string) {
    super(message);
    this.fault = fault;
  }
}
