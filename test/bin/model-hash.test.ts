import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { emptyFolder, mlDocker, tree } from '../cli.ts';
import { zipMapModel } from '../lib/onnx/onnx-writer.ts';

let cwd: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ directory: cwd, remove } = await emptyFolder());
  writeFileSync(path.join(cwd, 'model.onnx'), zipMapModel());
  const example = { inputs: { X: [[0.25, 0.75]] }, outputs: { Z: [{ no: 0.25, yes: 0.75 }] } };
  writeFileSync(path.join(cwd, 'example.json'), JSON.stringify(example));
});
afterEach(() => remove());

async function make(directory: string): Promise<Record<string, string>> {
  const flags = [
    '--name',
    'api',
    '--model',
    'model.onnx',
    '--example',
    'example.json',
    '--yes',
    '--skip-install',
  ];
  const { exitCode, stderr } = await mlDocker(cwd, directory, ...flags);
  expect([stderr, exitCode]).toEqual(['', 0]);
  return tree(path.join(cwd, directory));
}

it("a project has its model's hash wherever that stands, though it is made while the model is copied", async () => {
  const files = await make('api');
  const read = (file: string): string => readFileSync(path.join(cwd, 'api', file), 'utf8');
  const sha256 = createHash('sha256').update(zipMapModel()).digest('hex');
  expect(JSON.parse(read('model/card.json'))).toMatchObject({ source: { sha256 } });
  expect(JSON.parse(read('test/golden.json'))).toMatchObject({ model: { sha256 } });
  expect(read('Dockerfile')).toContain(`model.sha256="${sha256}"`);
  const manifest = JSON.parse(read('.ml-docker/manifest.json')) as { files: Record<string, string> };
  for (const [file, hash] of Object.entries(manifest.files))
    expect([file, files[file]]).toEqual([file, hash]);
  // Its ZipMap is undone.
  expect(manifest.files['model/model.onnx']).not.toBe(sha256);
});

it('a project in a folder that holds something is the same', async () => {
  const files = await make('api');
  mkdirSync(path.join(cwd, 'other'));
  writeFileSync(path.join(cwd, 'other', 'notes.txt'), 'mine');
  const notes = { 'notes.txt': createHash('sha256').update('mine').digest('hex') };
  expect(await make('other')).toEqual({ ...files, ...notes });
});
