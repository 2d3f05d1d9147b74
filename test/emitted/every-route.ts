import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseJson } from '../../lib/json.ts';
import type { Card } from '../../lib/onnx/card/card.ts';
import { difference, exactly, text } from './difference.ts';
import { asRows, closeness, expectedColumn, expectedOutput, expectedTensors, nested } from './expected.ts';
import { inferBinary, inferJson, predict, type InferAnswer } from './oip-client.ts';
import { askExample } from './openapi-example.ts';
import type { Index, JsonTensor, SharedModel, Vector } from './shared-models.ts';

export const ROUTES = ['predict', 'rows', 'v2 JSON', 'v2 binary', 'example'] as const;
type Route = (typeof ROUTES)[number];

/** What became of one model: `ok` or `FAIL` for each route that was asked, and what was wrong. */
export interface Result {
  model: string;
  routes: Partial<Record<Route, string>>;
  faults: string[];
  seconds: number;
}

/** A service, and the project that it belongs to. */
export interface Served {
  project: string;
  url: string;
}

/** One test_data_set, with what has to come back. */
interface Sent {
  vector: Vector;
  want: JsonTensor[];
  /** Where an output differs from the expected one. */
  differs: (got: unknown, want: unknown, tensor: JsonTensor) => string | undefined;
}

/** Sends every test_data_set of a model to every route of its service, and the example of its documentation. */
export async function askEverything(
  model: SharedModel,
  vectors: Vector[],
  { project, url }: Served,
  tolerance: Index['tolerance'],
  note: (route: Route, fault: string | undefined) => void,
): Promise<void> {
  const read = async (...file: string[]): Promise<unknown> =>
    parseJson(await readFile(path.join(project, ...file), 'utf8'));
  const card = (await read('model', 'card.json')) as Card;
  const { name } = (await read('package.json')) as { name: string };
  for (const vector of vectors) {
    const want = expectedTensors(model, vector, card);
    const differs: Sent['differs'] = (got, value, tensor) => {
      const found = difference(got, value, closeness(model, tolerance, tensor));
      return found && `${tensor.name} ${found}`;
    };
    const sent = { vector, want, differs };
    note('predict', await askPredict(url, sent));
    const rows = asRows(vector, card);
    if (rows !== undefined) note('rows', await askRows(url, rows, sent));
    note('v2 JSON', compareTensors(await inferJson(`${url}/v2/models/${name}`, vector.inputs), sent));
    note('v2 binary', compareTensors(await inferBinary(`${url}/v2/models/${name}`, vector.inputs), sent));
  }
  const { fault, isMarked } = await askExample(url);
  if (!isMarked || fault !== undefined) note('example', fault);
}

async function askPredict(url: string, { vector, want, differs }: Sent): Promise<string | undefined> {
  const inputs = Object.fromEntries(
    vector.inputs.map(({ name, shape, data }) => [name, nested(shape, data)]),
  );
  const { status, body } = await predict(url, { inputs });
  if (status !== 200) return `${status} ${text(body)}`;
  const { outputs } = body as { outputs: Record<string, unknown> };
  const names = JSON.stringify(want.map(({ name }) => name).sort());
  if (JSON.stringify(Object.keys(outputs).sort()) !== names) return `${text(Object.keys(outputs))} came`;
  return first(want, (tensor) => differs(outputs[tensor.name], expectedOutput(vector, tensor), tensor));
}

async function askRows(
  url: string,
  rows: Record<string, unknown>[],
  { vector, want, differs }: Sent,
): Promise<string | undefined> {
  const { status, body } = await predict(url, { rows });
  if (status !== 200) return `${status} ${text(body)}`;
  const answer = (body as { rows: Record<string, unknown>[] }).rows;
  if (answer.length !== rows.length) return `${answer.length} rows instead of ${rows.length}`;
  return first(want, (tensor) => {
    const column = expectedColumn(vector, tensor, rows.length);
    if (column !== undefined)
      return differs(
        answer.map((row) => row[tensor.name]),
        column,
        tensor,
      );
    return answer.some((row) => Object.hasOwn(row, tensor.name))
      ? `${tensor.name} was not left out`
      : undefined;
  });
}

function compareTensors(
  { status, outputs, error }: InferAnswer,
  { want, differs }: Sent,
): string | undefined {
  if (status !== 200) return `${status} ${error}`;
  const described = (tensors: JsonTensor[]): unknown[] =>
    tensors.map(({ name, datatype, shape }) => [name, datatype, shape]);
  const other = difference(described(outputs), described(want), exactly);
  if (other !== undefined) return other;
  return first(want, (tensor) => differs(outputs[want.indexOf(tensor)]!.data, tensor.data, tensor));
}

function first(tensors: JsonTensor[], fault: (tensor: JsonTensor) => string | undefined): string | undefined {
  for (const tensor of tensors) {
    const found = fault(tensor);
    if (found !== undefined) return found;
  }
  return undefined;
}
