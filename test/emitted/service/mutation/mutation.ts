/** One thing broken in an emitted project: `search` occurs exactly once in the file, and `replace` takes its place. */
export interface Mutation {
  /** The test file of the project that has to fail: `test/TEST.test.ts`. */
  test: string;
  what: string;
  file: string;
  search: string;
  replace: string;
}

export const mutation = (
  test: string,
  what: string,
  file: string,
  search: string,
  replace: string,
): Mutation => ({ test, what, file, search, replace });
