/*
 * Run by Node 24 with a file of cards: spoils the example of each in the ways that people do, follows the hint of every
 * fault word by word, and prints what is still no request then. Cards whose example is no request itself are not asked.
 */
import { readFileSync } from 'node:fs';
import type { Card } from '../../../lib/onnx/card/card.ts';

interface Fault {
  at: string;
  hint: string;
}

// The service's own code is compiled with a library of its own.
const service = new URL('../../../templates/service/src/serving/', import.meta.url).href;
const { readPredictRequest } = (await import(`${service}predict/request.ts`)) as {
  readPredictRequest: (body: unknown, card: Card) => unknown;
};
const { parseJson, stringifyJson } = (await import(`${service}tensors/json.ts`)) as {
  parseJson: (text: string) => unknown;
  stringifyJson: (value: unknown) => string;
};

type Body = Record<string, unknown>;

const cards = parseJson(readFileSync(process.argv[2]!, 'utf8')) as Record<string, Card>;
const seen: Record<string, number> = {};
const failures: string[] = [];
for (const [name, card] of Object.entries(cards)) {
  if (!card.example || faultsOf(card.example, card).length > 0) continue;
  for (const [how, spoiled] of spoil(card)) check(`${name}, ${how}`, spoiled, card);
}
console.log(JSON.stringify({ seen, failures }));

function check(where: string, spoiled: unknown, card: Card): void {
  let body = spoiled;
  // A hint may lead to the next one: a list of records becomes rows, and its gap is told then.
  for (let step = 0; step < 4; step++) {
    const faults = faultsOf(body, card);
    if (faults.length === 0) return;
    for (const fault of faults) {
      const kind = fault.hint.replace(/"[^"]*"|-?\d[\d.]*/g, '_').slice(0, 40);
      seen[kind] = (seen[kind] ?? 0) + 1;
      body = follow(fault, body, card);
    }
  }
  const [left] = faultsOf(body, card);
  if (left) failures.push(`${where}: ${left.hint} → ${stringifyJson(body).slice(0, 200)}`);
}

function faultsOf(body: unknown, card: Card): Fault[] {
  try {
    readPredictRequest(body, card);
    return [];
  } catch (problem) {
    const { errors } = problem as { errors?: Fault[] };
    if (!errors) throw problem;
    return errors;
  }
}

/** What people send instead of the example. */
function* spoil(card: Card): Generator<[how: string, body: unknown]> {
  const example = card.example!;
  const { rows, inputs } = example as { rows?: Body[]; inputs?: Body };
  const VALUES = [null, '5', '22.0', true, false, 22.5, 7, 'a word', 'TRUE', [1], {}];
  const put = (path: (string | number)[], value: unknown) => change(example, path, () => value);
  if (rows) {
    const [row] = rows;
    yield ['a record alone', row];
    yield ['a list of records', rows];
    for (const name of ['instances', 'data', 'dataframe_records']) yield [name, { [name]: rows }];
    yield ['one record as rows', { rows: row }];
    for (const column of Object.keys(row!).slice(0, 6)) {
      for (const value of VALUES)
        yield [`${column} = ${JSON.stringify(value)}`, put(['rows', 0, column], value)];
      yield [
        `without ${column}`,
        put(['rows', 0], Object.fromEntries(Object.entries(row!).filter(([name]) => name !== column))),
      ];
    }
    yield ['a column more', put(['rows', 0, 'no such column'], 1)];
  }
  const tensors = inputs ?? tensorsOf(rows![0]!, card);
  if (card.inputs.length === 0) return;
  yield ['the inputs alone', tensors];
  for (const { name, shape } of card.inputs.slice(0, 4)) {
    const value = tensors[name];
    if (shape === null || shape.includes(0)) continue;
    const whole = (changed: unknown) => ({ inputs: { ...tensors, [name]: changed } });
    yield [`${name} in more brackets`, whole([value])];
    if (Array.isArray(value) && value.length === 1) yield [`${name} in less brackets`, whole(value[0])];
    const first: (string | number)[] = ['inputs', name];
    let inner = value;
    for (; Array.isArray(inner) && inner.length > 0; inner = (inner as unknown[])[0]) first.push(0);
    if (Array.isArray(inner)) continue;
    for (const one of VALUES)
      yield [`${name} = ${JSON.stringify(one)}`, change({ inputs: tensors }, first, () => one)];
    if (shape.length === 2 && shape[1] === 1 && shape[0] !== 1 && card.inputs.length === 1)
      yield [`${name}, several in one list`, whole([inner, inner])];
    if (card.inputs.length === 1) {
      yield ['the array alone', value];
      if (Array.isArray(value)) yield ['instances of arrays', { instances: value }];
    }
  }
}

function tensorsOf(row: Body, { inputs, columns }: Card): Body {
  const values = columns!.map(({ name }) => row[name]);
  const single = inputs.length === 1;
  return Object.fromEntries(inputs.map(({ name }, i) => [name, [single ? values : [values[i]]]]));
}

/** Does what a hint says, and nothing else. */
function follow({ at, hint }: Fault, body: unknown, card: Card): unknown {
  const path = at
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  const set = (to: (value: unknown) => unknown) => change(body, path, to);
  const written =
    /\b[Ww]rite (?:a whole number: )?("(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*\d|-?\d|true|false)(?=[\s,.]|$)/.exec(
      hint,
    );
  if (/^Remove|whole number\.$/.test(hint)) return set(() => 1);
  const such = /such as ("(?:[^"\\]|\\.)*"|-?[\d.]+\d|-?\d)/.exec(hint);
  if (such) return set(() => parseJson(such[1]!));
  if (hint.startsWith('The model knows no missing values here')) return set(() => original(path, card));
  if (hint.startsWith('Write a number')) return set(() => 1);
  if (hint.startsWith('Write a text')) return set(() => 'text');
  if (hint.startsWith('The outermost brackets are missing')) return set((value) => [value]);
  if (hint.startsWith('Each value needs brackets')) return set((value) => leaves(value, (leaf) => [leaf]));
  if (hint.startsWith('The outermost brackets are too many')) return set((value) => (value as unknown[])[0]);
  if (hint.startsWith('The innermost brackets')) return set(unwrapped);
  if (hint.startsWith('There is one level of brackets too many'))
    return set((value) => (value as unknown[])[0]);
  if (hint.startsWith('Put the record')) return { rows: [body] };
  if (hint.startsWith('Put the list')) return { rows: body };
  if (/^Put the (array|value)/.test(hint) || hint.startsWith('Put the object')) return { inputs: body };
  const called = /^Call it "(\w+)" instead of "(\w+)"/.exec(hint);
  if (called) return { [called[1]!]: (body as Body)[called[2]!] };
  if (hint.startsWith('Put it into a list')) return set((value) => [value]);
  if (hint.startsWith('Every row needs every column')) return set(() => original(path, card));
  if (hint.startsWith('The columns are ')) return without(body, path);
  if (written) return set(() => parseJson(written[1]!));
  return body;
}

/** What the example has at a place: a value that somebody who knows the data would write. */
function original(path: string[], { example, ...card }: Card): unknown {
  const whole =
    path[0] === 'inputs' && !example!.inputs
      ? { inputs: tensorsOf((example!.rows as Body[])[0]!, card) }
      : example;
  return path.reduce<unknown>((value, name) => (value as Body)[name], whole);
}

function leaves(value: unknown, to: (leaf: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map((inner) => leaves(inner, to)) : to(value);
}

function unwrapped(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return Array.isArray(value[0]) ? value.map(unwrapped) : (value[0] as unknown);
}

/** The same with another value at a place. */
function change(
  body: unknown,
  [name, ...below]: (string | number)[],
  to: (value: unknown) => unknown,
): unknown {
  if (name === undefined) return to(body);
  const copy = (Array.isArray(body) ? [...(body as unknown[])] : { ...(body as Body) }) as Body;
  copy[name] = change(copy[name], below, to);
  return copy;
}

function without(body: unknown, path: string[]): unknown {
  const last = path.at(-1)!;
  return change(body, path.slice(0, -1), (row) =>
    Object.fromEntries(Object.entries(row as Body).filter(([name]) => name !== last)),
  );
}
