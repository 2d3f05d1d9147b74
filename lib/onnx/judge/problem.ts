/** One reason why a model cannot be served. */
export interface Problem {
  /** Stable name of the kind of problem, for programs and tests: `opset-too-new`. */
  code: string;
  /** One or two sentences: what it is. */
  message: string;
  /** What to do about it. */
  hint: string;
}

const NAMES_SHOWN = 3;
const LONGEST_NAME = 100;
// Twenty inputs with the same fault say as much as two hundred thousand.
const MOST_OF_A_KIND = 20;

/** A name as it stands in a sentence: in quotes, its control characters escaped, not too long. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name);
}

/** Names as they stand in a sentence: the first three, and how many more there are. */
export function listed(names: Iterable<string>): string {
  const all = names instanceof Set ? (names as Set<string>) : new Set(names);
  const shown: string[] = [];
  for (const name of all) {
    if (shown.length === NAMES_SHOWN) return `${shown.join(', ')} and ${all.size - NAMES_SHOWN} more`;
    shown.push(quoted(name));
  }
  return shown.join(', ');
}

/** The first of each kind; the last one of a kind that has more says how many. */
export function fewOfEach(problems: Iterable<Problem>): Problem[] {
  const kinds = new Map<string, { few: Problem[]; all: number }>();
  for (const problem of problems) {
    const kind = kinds.get(problem.code);
    if (kind === undefined) kinds.set(problem.code, { few: [problem], all: 1 });
    else if (++kind.all <= MOST_OF_A_KIND) kind.few.push(problem);
  }
  return [...kinds.values()].flatMap(({ few, all }) => {
    if (all === few.length) return few;
    const { code, hint } = few[0]!;
    return [...few, { code, message: `${all - few.length} more problems are of the same kind.`, hint }];
  });
}
