/** One reason why a model cannot be served. */
export interface Problem {
  /** Stable name of the kind of problem, for programs and tests: `opset-too-new`. */
  code: string;
  /** One or two sentences: what it is. */
  message: string;
  /** What to do about it. */
  hint: string;
}

/** Names as they stand in a sentence: the first three, and how many more there are. */
export function listed(names: Iterable<string>): string {
  const all = [...new Set(names)];
  const shown = all.slice(0, 3).map((name) => JSON.stringify(name));
  return all.length > 3 ? `${shown.join(', ')} and ${all.length - 3} more` : shown.join(', ');
}
