import { linesOf } from '../../container/engine/cli.ts';

/** What a container wrote before it ended, for people. */
export interface LastWords {
  lines: string[];
  /** Whether it says that its memory would be too little, or that the model cannot be served. */
  about: 'memory' | 'model' | undefined;
}

const MOST_LINES = 6;
const LONGEST = 300;

/** How the service says so: templates/service/src/config.ts and src/serving/listen.ts. */
const MEMORY = /of memory are too few|JavaScript heap out of memory|bad_alloc/;
const MODEL = /the model cannot be served|model\/(model\.onnx|card\.json)|The model /;

/**
 * Reads the end of a service's log: lines of JSON by their message and reason, of those that only tell how it went the ones
 * from `error` up; other lines as they are.
 */
export function lastWords(log: string): LastWords {
  const lines = linesOf(log).map(read);
  const serious = lines.filter(({ isSerious }) => isSerious);
  const told = (serious.length > 0 ? serious : lines)
    .slice(-MOST_LINES)
    .map(({ text }) => text.slice(0, LONGEST));
  const says = (pattern: RegExp): boolean => told.some((line) => pattern.test(line));
  return { lines: told, about: says(MEMORY) ? 'memory' : says(MODEL) ? 'model' : undefined };
}

/** pino's level `error`. */
const ERROR = 50;
const LEVELS: Record<string, number> = { error: ERROR, fatal: 60 };

function read(line: string): { text: string; isSerious: boolean } {
  try {
    const { level, msg, reason } = JSON.parse(line) as { level?: unknown; msg?: string; reason?: string };
    const text = [msg, reason].filter((part) => part !== undefined).join(': ');
    const rank = typeof level === 'number' ? level : (LEVELS[String(level)] ?? 0);
    return { text: text === '' ? line : text, isSerious: rank >= ERROR };
  } catch {
    return { text: line, isSerious: true };
  }
}
