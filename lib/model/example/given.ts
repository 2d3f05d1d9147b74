/** An example that is known to be one: a request, and the right answer to it where that is known, too. */
export interface GivenExample {
  /** Where it comes from: the name of a file, folder or sample. */
  origin: string;
  /** A body of POST /predict. */
  request: Record<string, unknown>;
  /** The body of its answer. */
  answer?: Record<string, unknown>;
}
