import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder } from '../cli.ts';
import { emit } from '../emitted/emit.ts';
import { pythonWith } from '../samples/python-environment.ts';

const flavours = path.join(packageRoot, 'test', 'flavours');
const python = await pythonWith(path.join(flavours, 'python', 'requirements.txt'));

/** Floating point numbers to the last digit that any two runtimes agree in. */
const rounded = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer), (_, value) =>
    typeof value === 'number' ? Number(value.toFixed(4)) + 0 : value,
  );

describe('a Python service as a layer of the user', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
  });
  afterAll(() => remove());

  it('gives the golden answers over HTTP', async (test) => {
    const project = path.join(directory, 'api');
    await emit(project, { model: 'sample:iris', templates: [path.join(flavours, 'python')] });
    const golden = path.join(project, 'test', 'golden.json');
    const answers = JSON.parse(await python(test, [path.join(flavours, 'ask.py'), project, golden]));
    const { cases } = JSON.parse(await readFile(golden, 'utf8'));
    expect(cases.length).toBeGreaterThan(0);
    expect(answers.map(rounded)).toEqual(cases.map(({ answer }: { answer: unknown }) => rounded(answer)));
  }, 240_000);
});
