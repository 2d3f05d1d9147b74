import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { UserError } from '../../lib/errors.ts';
import { columnsOf } from '../../lib/onnx/card/columns.ts';
import { inspect } from '../../lib/formats/inspect.ts';
import { explained } from '../../lib/formats/explain.ts';
import { readModel } from '../../lib/onnx/model/model.ts';
import { packageRoot } from '../../lib/package.ts';
import { pythonWith } from '../samples/python-environment.ts';
import type { Python } from '../samples/python-environment.ts';

const HERE = import.meta.dirname;
const text = await readFile(path.join(packageRoot, 'docs', 'convert.md'), 'utf8');
const sameAnswers = await readFile(path.join(HERE, 'same_answers.py'), 'utf8');

/** The blocks of Python in docs/convert.md that run as they stand, each under its heading. */
const BLOCKS = text.split(/^##+ /m).flatMap((section) => {
  const [heading = ''] = section.split('\n');
  return [...section.matchAll(/^```python\n([^]*?)^```/gm)].map(([, code]) => ({ heading, code: code! }));
});

let python: Python;
let folder: string;
beforeAll(async () => {
  python = await pythonWith(path.join(HERE, 'convert-requirements.txt'));
  folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-convert-'));
}, 600_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs scripts that make model.onnx each, and compares its answers with those of `model`; leaves NAME.onnx. */
async function convert(test: TestContext, where: string, scripts: Record<string, string>): Promise<void> {
  const compared = Object.entries(scripts).map(([name, script]) => [name, `${script}\n${sameAnswers}`]);
  await writeFile(path.join(where, 'scripts.json'), JSON.stringify(Object.fromEntries(compared)));
  await python(test, ['-W', 'ignore', path.join(HERE, 'in_turn.py'), where]);
}

describe('docs/convert.md', { timeout: 120_000 }, () => {
  it('has a block for each of the libraries that are tried here', () => {
    expect(BLOCKS.map(({ heading }) => heading)).toEqual([
      'scikit-learn',
      'scikit-learn with columns of text',
      'XGBoost',
      'LightGBM',
    ]);
  });

  it.for(BLOCKS)('$heading: makes a model that takes rows and answers as it did', async (block, test) => {
    const where = path.join(folder, block.heading);
    await mkdir(where);
    await convert(test, where, { made: block.code });

    const file = path.join(where, 'made.onnx');
    const { servable, problems, inputs, outputs } = await inspect(file);
    expect({ servable, problems }).toEqual({ servable: true, problems: [] });
    for (const { shape } of [...inputs, ...outputs]) expect(shape?.[0]).toBe(-1);
    const { metadata } = await readModel(file);
    expect(columnsOf(inputs, metadata)?.length).toBeGreaterThan(2);
  });

  it('shows the same lines for a pickle as the error does', async (test) => {
    await saved(test);
    const lines = await shownFor('linear-4.pkl');
    expect(text).toContain(lines.replace('linear-4.pkl', 'model.pkl'));
  });
});

/** Saves the models once: file → the file with its original. */
let saving: Promise<Record<string, string>> | undefined;
function saved(test: TestContext): Promise<Record<string, string>> {
  saving ??= python(test, [path.join(HERE, 'saved_models.py'), folder]).then(
    (printed) => JSON.parse(printed) as Record<string, string>,
  );
  return saving;
}

/** The lines of Python that somebody is shown who gives the file for a model, without the one for pip. */
async function shownFor(name: string): Promise<string> {
  const file = path.join(folder, name);
  const error: unknown = await explained(file, () => readModel(file)).catch((thrown: unknown) => thrown);
  if (!(error instanceof UserError)) throw new Error(`${name} is read as ONNX`, { cause: error });
  const [pip, ...lines] = error.next.filter((line) => line.startsWith('  ')).map((line) => line.slice(2));
  expect(pip).toMatch(/^# pip install \S/);
  // Its path from here: the lines are run in the folder.
  return lines.join('\n').replace(JSON.stringify(file), JSON.stringify(name));
}

describe('a saved model', { timeout: 120_000 }, () => {
  it.for<[string, number, RegExp]>([
    ['scikit-learn', 12, /^linear/],
    ['XGBoost', 4, /^boosted/],
    ['LightGBM', 3, /^light/],
  ])('of %s, in each of %i files, is converted by the lines that are shown', async (row, test) => {
    const [, count, pattern] = row;
    const files = Object.entries(await saved(test)).filter(([name]) => pattern.test(name));
    expect(files).toHaveLength(count);
    const scripts: Record<string, string> = {};
    for (const [name, original] of files) {
      const load = `model = joblib.load("${original}"); X = load_iris(as_frame=True).data`;
      scripts[name] = [
        await shownFor(name),
        'import joblib; from sklearn.datasets import load_iris',
        load,
      ].join('\n');
    }
    await convert(test, folder, scripts);
    for (const [name] of files) {
      const { servable, problems } = await inspect(path.join(folder, `${name}.onnx`));
      expect({ name, servable, problems }).toEqual({ name, servable: true, problems: [] });
    }
  });
});
