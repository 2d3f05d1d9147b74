import type { Card } from '../../../../lib/onnx/card/card.ts';
import {
  change,
  faultsOf,
  followAll,
  leaves,
  service,
  tokens,
  unwrapped,
  without,
  written,
  type Body,
  type Fault,
} from './follow.ts';

// POST /predict.

const { readPredictRequest: read } = (await import(`${service}predict/request.ts`)) as {
  readPredictRequest: (body: unknown, card: Card) => unknown;
};

followAll({ spoil, read, follow });

/** What people send instead of the example. */
function* spoil(card: Card): Generator<[how: string, body: unknown]> {
  const { example } = card;
  if (!example || faultsOf({ read }, example, card).length > 0) return;
  const { rows, inputs } = example as { rows?: Body[]; inputs?: Body };
  const VALUES = [null, '5', '22.0', '3,5', true, false, 22.5, 7, 'a word', 'TRUE', [1], {}];
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

function follow({ at, hint }: Fault, body: unknown, card: Card): unknown {
  const path = tokens(at);
  const set = (to: (value: unknown) => unknown) => change(body, path, to);
  if (hint.startsWith('The model knows no missing values here') && !hint.includes('such as'))
    return set(() => original(path, card));
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
  const value = written(hint);
  return value === undefined ? body : set(() => value);
}

/** What the example has at a place: a value that somebody who knows the data would write. */
function original(path: string[], { example, ...card }: Card): unknown {
  const whole =
    path[0] === 'inputs' && !example!.inputs
      ? { inputs: tensorsOf((example!.rows as Body[])[0]!, card) }
      : example;
  return path.reduce<unknown>((value, name) => (value as Body)[name], whole);
}
