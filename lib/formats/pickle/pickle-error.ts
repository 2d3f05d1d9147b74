/** 'truncated': the file ends too early; 'damaged': no pickle goes on so; 'too-large': more than is read. */
export type PickleFault = 'truncated' | 'damaged' | 'too-large';

/** Why a pickle cannot be read to its end. The message is a clause: `the file ends at byte 12, in the middle`. */
export class PickleError extends Error {
  readonly fault: PickleFault;

  constructor(fault: PickleFault, message: string) {
    super(message);
    this.fault = fault;
    this.name = 'PickleError';
  }
}
