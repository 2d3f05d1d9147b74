import type { Card } from '../../../../lib/onnx/card/card.ts';
import {
  change,
  faultsOf,
  followAll,
  parseJson,
  service,
  stringifyJson,
  tokens,
  without,
  written,
  type Body,
  type Fault,
} from './follow.ts';

// POST /v2/models/NAME/infer.

interface Tensor {
  name: string;
  datatype: string;
  shape: number[];
}

const { readInferRequest } = (await import(`${service}v2/request.ts`)) as {
  readInferRequest: (body: unknown, binary: Buffer, card: Card) => unknown;
};
const { readPredictRequest } = (await import(`${service}predict/request.ts`)) as {
  readPredictRequest: (body: unknown, card: Card) => { inputs: Tensor[] };
};
const { toFlatJson } = (await import(`${service}tensors/tensor.ts`)) as {
  toFlatJson: (tensor: Tensor) => unknown[];
};
const read = (body: unknown, card: Card) => readInferRequest(body, Buffer.alloc(0), card);

followAll({ spoil, read, follow });

/** The example in the protocol's form. */
function request({ example, ...card }: Card): { inputs: Body[] } {
  const { inputs } = readPredictRequest(example, card);
  return {
    inputs: inputs.map((tensor) => {
      const { name, shape, datatype } = tensor;
      return { name, shape, datatype, data: toFlatJson(tensor) };
    }),
  };
}

function* spoil(card: Card): Generator<[how: string, body: unknown]> {
  if (!card.example || faultsOf({ read: readPredictRequest }, card.example, card).length > 0) return;
  const whole = request(card);
  if (faultsOf({ read }, whole, card).length > 0 || whole.inputs.length === 0) return;
  const put = (path: (string | number)[], value: unknown) => change(whole, path, () => value);
  yield ['an object of inputs', put(['inputs'], { a: 1 })];
  yield ['no inputs', {}];
  yield ['an id that is a number', put(['id'], 7)];
  yield ['one input less', put(['inputs'], whole.inputs.slice(1))];
  yield ['the first input twice', put(['inputs'], [whole.inputs[0], ...whole.inputs])];
  yield ['parameters that are a list', put(['parameters'], [])];
  yield ['binary output "yes"', put(['parameters'], { binary_data_output: 'yes' })];
  yield ['outputs that are a name', put(['outputs'], 'y')];
  yield ['an output that there is not', put(['outputs'], [{ name: 'no such output' }])];
  const classes = [{ name: card.outputs[0]!.name, parameters: { classification: 0 } }];
  yield ['the best none of its classes', put(['outputs'], classes)];
  for (const [position, input] of whole.inputs.slice(0, 4).entries()) {
    const { shape, data } = input as { shape: number[]; data: unknown[] };
    const at = (member: string, value: unknown) => put(['inputs', position, member], value);
    yield ['another name', at('name', 'input')];
    yield ['no name', at('name', undefined)];
    yield ['numpy’s datatype', at('datatype', 'float64')];
    yield ['no shape', at('shape', undefined)];
    yield ['a shape of text', at('shape', String(shape))];
    yield ['no data', without(whole, ['inputs', String(position), 'data'])];
    yield ['data, and the size of bytes', at('parameters', { binary_data_size: 4 })];
    yield ['shared memory', at('parameters', { shared_memory_region: 'region' })];
    if (card.inputs[position]!.shape !== null && !shape.includes(0)) {
      yield ['a shape without the batch', at('shape', shape.slice(1))];
      yield ['a shape with one dimension more', at('shape', [1, ...shape])];
      yield ['another shape', at('shape', [...shape.slice(0, -1), (shape.at(-1) ?? 1) + 1])];
    }
    if (data.length === 0) continue;
    yield ['one element more', at('data', [...data, data[0]])];
    if (data.length > 1) yield ['one element less', at('data', data.slice(1))];
    for (const value of [null, '5', '22.0', true, false, 22.5, 7, 'a word', 'TRUE', {}])
      yield [`data[0] = ${stringifyJson(value)}`, at('data', [value, ...data.slice(1)])];
  }
}

function follow({ at, expected, hint }: Fault, body: unknown, card: Card): unknown {
  const path = tokens(at);
  const set = (to: (value: unknown) => unknown) => change(body, path, to);
  const right = () => set(() => path.reduce<unknown>((value, name) => (value as Body)[name], request(card)));
  if (at === '/id') return set(String);
  if (at === '/inputs') {
    const missing = /^the input (".*") \(\w+\)$/.exec(expected);
    if (!missing) return right();
    const input = request(card).inputs.find(({ name }) => name === parseJson(missing[1]!));
    return set((inputs) => [...(inputs as Body[]), input]);
  }
  if (expected === 'each input once')
    return change(body, ['inputs'], (all) => (all as Body[]).filter((_, i) => i !== Number(path[1])));
  const names = [...hint.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([name]) => parseJson(name));
  if (expected === 'the name of an input') {
    const given = (body as { inputs: Body[] }).inputs.map(({ name }) => name);
    return set(() => names.find((name) => !given.includes(name)));
  }
  if (expected === 'an array of {name}') return set(() => names.map((name) => ({ name })));
  if (expected === 'the name of an output') return set(() => names[0]);
  if (expected === 'true or false') return set(() => true);
  if (expected === 'no such parameter' || expected === 'an object') return without(body, path);
  if (path.at(-1) === 'datatype') return set(() => expected);
  if (hint.startsWith('Put the elements')) return right();
  if (hint.startsWith('Leave "data" out or')) return without(body, [...path, 'parameters']);
  const value = written(hint);
  if (value !== undefined) return set(() => value);
  const dimension = /^(\d+) in dimension (\d+) /.exec(expected);
  if (dimension) return change(body, [...path, Number(dimension[2])], () => Number(dimension[1]));
  if (hint.startsWith('The model knows no missing values here') || path.at(-1) === 'shape') return right();
  const count = / elements$/.test(expected) ? parseInt(expected) : undefined;
  if (count === undefined) return body;
  return set((data) =>
    Array.from({ length: count }, (_, i) => (data as unknown[])[i % (data as unknown[]).length]),
  );
}
