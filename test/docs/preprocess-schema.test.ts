import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { chooseModel } from '../../lib/model/model.ts';
import { meantModel } from '../../lib/model/file.ts';
import { packageRoot } from '../../lib/package.ts';
import { lacks, sharedInputs } from '../skip.ts';
import { blocks } from '../transcripts.ts';

const read = (...file: string[]) => readFile(path.join(packageRoot, 'docs', ...file), 'utf8');
const validate = new Ajv({ allErrors: true }).compile(
  JSON.parse(await read('preprocess.schema.json')) as object,
);

/** What is wrong with settings, by the schema; empty where nothing is. */
function faultsOf(settings: unknown): string[] {
  validate(settings);
  return (validate.errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message}`);
}

const found = async (model: string) =>
  (await chooseModel(meantModel(model, '/'), '/')).findStep?.({})?.settings;

describe('docs/preprocess.schema.json', () => {
  it.each(['sample:shapes', 'sample:reviews'])('describes what is found of %s', async (model) => {
    expect(faultsOf(await found(model))).toEqual([]);
  });

  it('describes the examples of docs/pictures.md, docs/text.md and docs/preprocess.md', async () => {
    const documents = await Promise.all(
      ['pictures.md', 'text.md', 'preprocess.md'].map((file) => read(file)),
    );
    const shown = documents.flatMap((text) => blocks(text, 'json')).map((text) => JSON.parse(text) as object);
    const settings = shown.filter((one) => 'step' in one && 'version' in one);
    expect(settings.length).toBeGreaterThanOrEqual(2);
    for (const one of settings) expect(faultsOf(one)).toEqual([]);
  });

  it('refuses a slip: a member that is missing, unknown, or has another value', async () => {
    const settings = (await found('sample:shapes')) as unknown as Record<string, unknown>;
    const without = { ...settings, scale: undefined };
    for (const wrong of [
      without,
      { ...settings, means: [0] },
      { ...settings, layout: 'HWC' },
      { ...settings, version: 2 },
    ])
      expect(faultsOf(wrong)).not.toEqual([]);
  });
});

describe.skipIf(await lacks('inputs'))('docs/preprocess.schema.json', async () => {
  const folders = ['pictures', 'text'].map((kind) => path.join(sharedInputs, kind, 'models'));
  const models = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder).catch(() => [])).map((name) => path.join(folder, name)),
    ),
  );

  it.each(models.flat())('describes what is found of %s', async (model) => {
    const settings = await found(model);
    expect(settings).toBeDefined();
    expect(faultsOf(settings)).toEqual([]);
  });
});
