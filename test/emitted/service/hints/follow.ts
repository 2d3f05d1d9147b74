import { readFileSync } from 'node:fs';
import type { Card } from '../../../../lib/onnx/card/card.ts';

/*
 * What the programs beside this one share. Node 24 runs them with a file of cards: they spoil the example of each in
 * the ways that people do, follow the hint of every fault word by word, and print what is still no request then.
 */

export interface Fault {
  at: string;
  expected: string;
  hint: string;
}

export type Body = Record<string, unknown>;

// The service's own code is compiled with a library of its own.
export const service = new URL('../../../../templates/service/src/serving/', import.meta.url).href;
export const { parseJson, stringifyJson } = (await import(`${service}tensors/json.ts`)) as {
  parseJson: (text: string) => unknown;
  stringifyJson: (value: unknown) => string;
};

/** How one kind of request is spoilt, judged, and put right by hints. */
export interface Requests {
  /** What people send instead of the example; nothing where the example is no request itself. */
  spoil: (card: Card) => Iterable<[how: string, body: unknown]>;
  /** @throws an error with the faults. */
  read: (body: unknown, card: Card) => unknown;
  /** Does what a hint says, and nothing else. */
  follow: (fault: Fault, body: unknown, card: Card) => unknown;
}

/** Prints how often each hint was seen, and where following them led nowhere. */
export function followAll(requests: Requests): void {
  const cards = parseJson(readFileSync(process.argv[2]!, 'utf8')) as Record<string, Card>;
  const seen: Record<string, number> = {};
  const failures: string[] = [];
  for (const [name, card] of Object.entries(cards)) {
    for (const [how, spoiled] of requests.spoil(card)) {
      let body = spoiled;
      let faults = faultsOf(requests, body, card);
      // A hint may lead to the next one: a list of records becomes rows, and its gap is told then.
      for (let step = 0; step < 4 && faults.length > 0; step++) {
        for (const fault of faults) {
          const kind = fault.hint.replace(/"[^"]*"|-?\d[\d.]*/g, '_').slice(0, 40);
          seen[kind] = (seen[kind] ?? 0) + 1;
          body = requests.follow(fault, body, card);
        }
        faults = faultsOf(requests, body, card);
      }
      const [left] = faults;
      if (left)
        failures.push(`${name}, ${how}: ${left.at} ${left.hint} → ${stringifyJson(body).slice(0, 200)}`);
    }
  }
  console.log(JSON.stringify({ seen, failures }));
}

export function faultsOf({ read }: Pick<Requests, 'read'>, body: unknown, card: Card): Fault[] {
  try {
    read(body, card);
    return [];
  } catch (problem) {
    const { errors } = problem as { errors?: Fault[] };
    if (!errors) throw problem;
    return errors;
  }
}

/** The tokens of a JSON Pointer. */
export function tokens(at: string): string[] {
  return at
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What a hint tells to write in the place of a value; undefined where it tells something else. */
export function written(hint: string): unknown {
  const such = /such as ("(?:[^"\\]|\\.)*"|-?[\d.]+\d|-?\d)/.exec(hint);
  if (such) return parseJson(such[1]!);
  if (/^Remove|whole number\.$/.test(hint)) return 1;
  const value =
    /\b[Ww]rite (?:a whole number: )?("(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*\d|-?\d|true|false|\[[\d, ]*\])(?=[\s,.:]|$)/.exec(
      hint,
    );
  if (value) return parseJson(value[1]!);
  if (hint.startsWith('Write a number')) return 1;
  return hint.startsWith('Write a text') ? 'text' : undefined;
}

export function leaves(value: unknown, to: (leaf: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map((inner) => leaves(inner, to)) : to(value);
}

export function unwrapped(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return Array.isArray(value[0]) ? value.map(unwrapped) : (value[0] as unknown);
}

/** The same with another value at a place. */
export function change(
  body: unknown,
  [name, ...below]: (string | number)[],
  to: (value: unknown) => unknown,
): unknown {
  if (name === undefined) return to(body);
  const copy = (Array.isArray(body) ? [...(body as unknown[])] : { ...(body as Body) }) as Body;
  copy[name] = change(copy[name], below, to);
  return copy;
}

export function without(body: unknown, path: string[]): unknown {
  const last = path.at(-1)!;
  return change(body, path.slice(0, -1), (row) =>
    Object.fromEntries(Object.entries(row as Body).filter(([name]) => name !== last)),
  );
}
