import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Golden } from '../../lib/onnx/card/card.ts';
import { packageRoot } from '../../lib/package.ts';

/** A request, and whose answer a text is. */
export interface Question {
  path: string;
  body: string;
  /** The model that answers so; undefined where none does. */
  answeredBy: (text: string) => string | undefined;
}

const samples = path.join(packageRoot, 'samples', 'iris');
const golden = JSON.parse(await readFile(path.join(samples, 'golden.json'), 'utf8')) as Golden;
const classes = ['setosa', 'versicolor', 'virginica'];

/** The other model calls one class by another name, so that each answer shows which of the two gave it. */
export const OTHER_CLASS = 'Setosa';

/** sample:iris with that name in it, as a file. */
export async function otherModel(): Promise<Buffer> {
  const bytes = await readFile(path.join(samples, 'iris.onnx'));
  return Buffer.from(bytes.toString('latin1').replaceAll(classes[0]!, OTHER_CLASS), 'latin1');
}

type Row = Record<string, number>;
interface Answer {
  output_label: string;
  output_probability: Row;
}
interface Expected {
  label: string;
  probabilities: number[];
}

const goldenRows = golden.cases.flatMap(({ request, answer }) => {
  if (request.rows === undefined) return [];
  const answers = answer.rows as Answer[];
  return (request.rows as Row[]).map((row, place) => ({
    row,
    expected: {
      label: answers[place]!.output_label,
      probabilities: classes.map((one) => answers[place]!.output_probability[one]!),
    },
  }));
});

/** A request that costs the service much more than the client: all golden rows, again and again. */
export function manyRows(count: number): Question {
  const rows = Array.from({ length: count }, (_, place) => goldenRows[place % goldenRows.length]!);
  const answeredBy = remembered(({ rows: answers }: { rows: Answer[] }) => {
    const models = answers.map((answer, place) => inRows(rows[place]!.expected)({ rows: [answer] } as never));
    return answers.length === count && new Set(models).size === 1 ? models[0] : undefined;
  });
  return { path: '/predict', body: JSON.stringify({ rows: rows.map(({ row }) => row) }), answeredBy };
}

/**
 * The golden rows of sample:iris in both dialects, with the answers of the script that trained it. The models are called
 * `old` and `new`, and `either` where their answers do not differ.
 * @param name the name of the API
 */
export function questions(name: string): Question[] {
  return goldenRows.flatMap(({ row, expected }) => [
    { path: '/predict', body: JSON.stringify({ rows: [row] }), answeredBy: remembered(inRows(expected)) },
    {
      path: `/v2/models/${name}/infer`,
      body: JSON.stringify({
        inputs: [{ name: 'X', shape: [1, 4], datatype: 'FP32', data: Object.values(row) }],
      }),
      answeredBy: remembered(inTensors(expected)),
    },
  ]);
}

type Judge = (answer: never) => string | undefined;

/** Each text is judged once. */
function remembered(judge: Judge): Question['answeredBy'] {
  const known = new Map<string, string | undefined>();
  return (text) => {
    if (!known.has(text)) known.set(text, judge(JSON.parse(text) as never));
    return known.get(text);
  };
}

function inRows(expected: Expected): Judge {
  return ({ rows: [row] }: { rows: Answer[] }) => {
    const { output_label: label, output_probability: probabilities } = row!;
    const isNew = OTHER_CLASS in probabilities;
    const [first, ...others] = classes as [string, ...string[]];
    const names = [isNew ? OTHER_CLASS : first, ...others];
    return whose(
      expected,
      { label, probabilities: names.map((one) => probabilities[one]!) },
      isNew ? 'new' : 'old',
    );
  };
}

function inTensors(expected: Expected): Judge {
  return ({ outputs }: { outputs: { name: string; data: unknown[] }[] }) => {
    const data = (name: string): unknown[] => outputs.find((output) => output.name === name)!.data;
    const [label] = data('output_label') as [string];
    const probabilities = data('output_probability') as number[];
    if (expected.label !== classes[0]) return whose(expected, { label, probabilities }, 'either');
    return whose(expected, { label, probabilities }, label === OTHER_CLASS ? 'new' : 'old');
  };
}

function whose(expected: Expected, got: Expected, model: 'old' | 'new' | 'either'): string | undefined {
  const label = model === 'new' && expected.label === classes[0] ? OTHER_CLASS : expected.label;
  const isRight = (value: number, place: number): boolean =>
    Math.abs(value - expected.probabilities[place]!) <= golden.tolerance.absolute;
  if (got.label !== label || got.probabilities.length !== classes.length) return undefined;
  return got.probabilities.every(isRight) ? model : undefined;
}
