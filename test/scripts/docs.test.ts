import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { projectLayers } from '../../lib/layers/layer.ts';
import { chooseModel } from '../../lib/model/model.ts';
import { flagsReference } from '../../scripts/flags-reference.ts';
import { variables } from '../../lib/project/variables.ts';
import { interviewReference } from '../../scripts/interview-reference.ts';
import { variablesReference } from '../../scripts/variables-reference.ts';

const read = (file: string): Promise<string> => readFile(path.join(packageRoot, file), 'utf8');

it('docs/flags.md is what the tables of commands and flags say: npm run docs', async () => {
  expect(await read('docs/flags.md')).toBe(flagsReference());
});

it('docs/interview.md is what the table of questions says: npm run docs', async () => {
  expect(await read('docs/interview.md')).toBe(interviewReference());
});

it('docs/variables.md is what the source says: npm run docs', async () => {
  expect(await read('docs/variables.md')).toBe(await variablesReference());
});

it('the variables are of the types that they are said to be', async () => {
  const { card } = await chooseModel('sample:iris', '.');
  const answers = { name: 'api', model: 'sample:iris', port: 1, baseImage: 'node:24', with: [] };
  const ingredients = { answers, card, layers: await projectLayers([]) };
  for (const { type, value } of variables) {
    const found = value(ingredients);
    const kind = Array.isArray(found) ? 'string[]' : typeof found;
    expect(type.startsWith('{') ? 'object' : type).toBe(kind);
  }
});
