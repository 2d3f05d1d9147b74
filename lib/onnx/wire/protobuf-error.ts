/** `truncated`: a value goes on beyond the end of the file. `too-complex`: more than is read into memory. */
export type ProtobufFault = 'truncated' | 'malformed' | 'too-complex';

/** Why a file cannot be read as protobuf. */
export class ProtobufError extends Error {
  readonly fault: ProtobufFault;
  /** Where in the file, in bytes. */
  readonly offset: number;

  constructor(fault: ProtobufFault, offset: number, message: string) {
    super(`${message} (at byte ${offset})`);
    this.fault = fault;
    this.offset = offset;
  }
}
