import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../lib/package.ts';

// The list is JavaScript, as eslint.config.js is, which reads it.
const list = path.join(packageRoot, 'eslint.rooms.js');
const { rooms } = (await import(list)) as { rooms: string[][] };
// The code is of no file, and has no types.
const eslint = new ESLint({ cwd: packageRoot, overrideConfig: tseslint.configs.disableTypeChecked });

/** What the linter says of a file with this code, at this place of lib/. */
async function rulesBroken(file: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: path.join(packageRoot, 'lib', file) });
  return result!.messages.map(({ ruleId }) => ruleId);
}

const from = (imported: string): string => `export { x } from '${imported}';`;

describe('a room of lib', () => {
  it.each([
    ['io/text.ts', '../errors.ts'],
    ['onnx/inspect.ts', '../io/text.ts'],
    ['onnx/judge/names.ts', '../model/graph.ts'],
    ['container/run/ready.ts', '../engine/cli.ts'],
    ['container/run/ready.ts', '../../onnx/card/card.ts'],
    ['commands/create/ask.ts', '../model/update.ts'],
    ['commands/create/ask.ts', '../../check/check.ts'],
    ['sha256.ts', './errors.ts'],
    ['io/io.ts', 'node:path'],
  ])('%s may import %s', async (file, imported) => {
    expect(await rulesBroken(file, from(imported))).toEqual([]);
  });

  it.each([
    ['errors.ts', './io/text.ts'],
    ['errors.ts', '../bin/ml-docker.ts'],
    ['io/text.ts', '../onnx/inspect.ts'],
    ['onnx/servable.ts', '../model/model.ts'],
    ['onnx/judge/names.ts', '../../model/model.ts'],
    ['onnx/judge/names.ts', '../../formats/explain.ts'],
    ['container/run/ready.ts', '../../formats/explain.ts'],
    ['formats/other/zip.ts', '../../container/engine/engine.ts'],
    ['interview/questions.ts', '../layers/open.ts'],
    ['project/plan.ts', '../commands/commands.ts'],
    ['commands/create/ask.ts', '../../../generators/app/index.ts'],
    ['io/text.ts', './../onnx/inspect.ts'],
    ['io/text.ts', '../io/../onnx/inspect.ts'],
  ])('%s may not import %s', async (file, imported) => {
    expect(await rulesBroken(file, from(imported))).toEqual(['no-restricted-imports']);
  });

  it('may not do so later either, nor for a type', async () => {
    expect(await rulesBroken('io/text.ts', "await import('../onnx/inspect.ts');")).toEqual([
      'no-restricted-syntax',
    ]);
    expect(await rulesBroken('io/text.ts', "export type { X } from '../onnx/inspect.ts';")).toEqual([
      'no-restricted-imports',
    ]);
  });

  it('has its place in the order', async () => {
    const there = await readdir(path.join(packageRoot, 'lib'));
    expect(rooms.flat().sort()).toEqual(there.map((name) => name.replace(/\.ts$/, '')).sort());
  });
});

describe('a folder of lib', () => {
  it('holds at most 20 files, none of them named after it', async () => {
    const entries = await readdir(path.join(packageRoot, 'lib'), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    for (const folder of new Set(files.map(({ parentPath }) => parentPath))) {
      const names = files.filter(({ parentPath }) => parentPath === folder).map(({ name }) => name);
      expect(names.length, folder).toBeLessThanOrEqual(20);
      const prefixed = names.filter((name) => name.startsWith(`${path.basename(folder)}-`));
      expect(prefixed, folder).toEqual([]);
    }
  });
});
