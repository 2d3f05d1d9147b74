import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../lib/project/manifest.ts';
import { model } from '../onnx/onnx-writer.ts';
import { differing, projectOf, type Exchange } from './exchange.ts';
import { bytes, withWeights } from './with-weights.ts';

describe('weights in files of their own', () => {
  let project: Exchange;
  beforeEach(async () => {
    project = await projectOf(model());
    await project.save('w.bin', bytes(1));
    await project.save('deep/er/v.bin', bytes(2));
    await project.exchange(await project.save('w.onnx', withWeights('w.bin')));
  });
  afterEach(() => project.remove());
  const manifest = async () => JSON.parse(await project.text('.ml-docker/manifest.json')) as Manifest;
  const inModel = async () => Object.keys(await project.state()).filter((file) => file.startsWith('model/'));
  const OF_FIRST = ['model/previous/card.json', 'model/previous/model.onnx'];

  it('come with the model, and move to model/previous with it, folders included', async () => {
    expect(await inModel()).toEqual(['model/card.json', 'model/model.onnx', ...OF_FIRST, 'model/w.bin']);
    const { files } = await project.exchange(await project.save('deep.onnx', withWeights('deep/er/v.bin')));
    expect(files).toContainEqual({ path: 'model/w.bin', status: 'remove' });
    expect(files).toContainEqual({ path: 'model/previous/w.bin', status: 'create' });
    expect(files).toContainEqual({ path: 'model/previous/model.onnx', status: 'update' });
    expect(files).toContainEqual({ path: 'model/deep/er/v.bin', status: 'create' });
    const ofWeights = [...OF_FIRST, 'model/previous/w.bin'];
    const now = ['model/card.json', 'model/deep/er/v.bin', 'model/model.onnx'];
    expect(await inModel()).toEqual([...now, ...ofWeights]);
    expect(await readFile(project.at('model/previous/w.bin'))).toEqual(bytes(1));
    expect(await readFile(project.at('model/previous/model.onnx'))).toEqual(withWeights('w.bin'));

    const next = await project.exchange(project.at('../first.onnx'));
    expect(next.files).toContainEqual({ path: 'model/previous/w.bin', status: 'remove' });
    const left = ['model/card.json', 'model/model.onnx', 'model/previous/card.json'];
    const all = [...left, 'model/previous/deep/er/v.bin', 'model/previous/model.onnx'];
    expect(await inModel()).toEqual(all);
    await expect(readFile(project.at('model/deep'))).rejects.toMatchObject({ code: 'ENOENT' });
    const names = Object.keys((await manifest()).files).filter((file) => file.startsWith('model/'));
    expect(names).toEqual(all);
    expect(await project.again()).toContain('nothing to change');
  });

  it('are renewed under the same name', async () => {
    await project.save('w.bin', bytes(3));
    await project.exchange(await project.save('w.onnx', withWeights('w.bin', 'retrained')));
    expect(await readFile(project.at('model/w.bin'))).toEqual(bytes(3));
    expect(await readFile(project.at('model/previous/w.bin'))).toEqual(bytes(1));
    expect(await project.again()).toContain('nothing to change');
  });

  it('stay where somebody edited them', async () => {
    await writeFile(project.at('model/w.bin'), bytes(9));
    await project.exchange(project.at('../first.onnx'));
    expect(await readFile(project.at('model/w.bin'))).toEqual(bytes(9));
    expect(project.said.join('\n')).toContain('model/w.bin was edited and stays');
    expect(await readFile(project.at('model/previous/w.bin'))).toEqual(bytes(9));
    expect((await manifest()).files).not.toHaveProperty(['model/w.bin']);
  });

  it('overwrite no file of the user', async () => {
    await mkdir(project.at('model/deep/er'), { recursive: true });
    await writeFile(project.at('model/deep/er/v.bin'), 'notes');
    const file = await project.save('deep.onnx', withWeights('deep/er/v.bin'));
    const before = await project.state();
    await expect(project.exchange(file, { force: true })).rejects.toMatchObject({
      code: 'weights-in-the-way',
      exitCode: 2,
      details: ['model/deep/er/v.bin'],
    });
    expect(differing(before, await project.state())).toEqual([]);
    // The same bytes are no loss.
    await writeFile(project.at('model/deep/er/v.bin'), bytes(2));
    await project.exchange(file);
    expect(await readFile(project.at('model/deep/er/v.bin'))).toEqual(bytes(2));
  });

  it('leave the project as it was where they cannot be copied', async () => {
    const file = await project.save('deep.onnx', withWeights('deep/er/v.bin'));
    // A file stands where a folder is needed: nobody can look into that before.
    await writeFile(project.at('model/deep'), 'a file of mine');
    const before = await project.state();
    await expect(project.exchange(file)).rejects.toThrow();
    expect(differing(before, await project.state())).toEqual([]);
  });

  it('take nothing along from a run that was ended in the middle', async () => {
    const stale = project.at('.ml-docker/incoming/model/model.onnx');
    await mkdir(path.dirname(stale), { recursive: true });
    await writeFile(stale, 'half');
    await project.exchange(project.at('../first.onnx'));
    await expect(readFile(stale)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readFile(project.at('model/model.onnx'))).toEqual(model());
  });

  it('are put back where one was lost', async () => {
    await rm(project.at('model/w.bin'));
    const { files } = await project.exchange(project.at('../w.onnx'));
    expect(files.map(({ path: name }) => name)).toEqual(['model/model.onnx', 'model/w.bin']);
    expect(await readFile(project.at('model/w.bin'))).toEqual(bytes(1));
  });
});
