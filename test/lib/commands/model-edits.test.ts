import { readFile, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../lib/project/manifest.ts';
import { hashOf } from '../../../lib/sha256.ts';
import { field, model } from '../onnx/onnx-writer.ts';
import { differing, projectOf, type Exchange } from './exchange.ts';

describe('what the user edited', () => {
  let project: Exchange;
  let second: string;
  beforeEach(async () => {
    project = await projectOf(model());
    second = await project.save('second.onnx', Buffer.concat([model(), field(6, 'retrained')]));
  });
  afterEach(() => project.remove());
  const edit = async (file: string, change: (text: string) => string): Promise<string> => {
    const text = change(await project.text(file));
    await writeFile(project.at(file), text);
    return text;
  };

  it('stays, and gets the new calls beside it', async () => {
    await edit('README.md', (text) => `${text}\nMy own words.\n`);
    const { files } = await project.exchange(second);
    expect(files).toContainEqual({ path: 'README.md', status: 'merge' });
    const text = await project.text('README.md');
    expect(text).toContain('My own words.');
    expect(text).toContain('--model second.onnx');
    const after = await project.state();
    await project.again();
    expect(differing(after, await project.state())).toEqual([]);
  });

  it('stays as it is where both sides changed the same lines, and that is told', async () => {
    const mine = await edit('README.md', () => '# My own README\n');
    const { files } = await project.exchange(second);
    expect(files).toContainEqual({ path: 'README.md', status: 'kept' });
    expect(await project.text('README.md')).toBe(mine);
    expect(project.said.join('\n')).toContain('README.md was edited and stays as it is');
    await project.again();
    expect(await project.text('README.md')).toBe(mine);
  });

  it('and deleted stays deleted', async () => {
    await rm(project.at('README.md'));
    await project.exchange(second);
    await expect(project.text('README.md')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(project.said.join('\n')).not.toContain('README.md was edited');
  });

  it('in the card is kept beside the new card', async () => {
    const mine = await edit('model/card.json', (text) =>
      text.replace('"producer": "test"', '"producer": "me"'),
    );
    await project.exchange(second);
    expect((await project.card()).producer).toBe('test');
    const digits = hashOf(model()).slice(0, 8);
    expect(await project.text(`model/card.${digits}.json`)).toBe(mine);
    const after = await project.state();
    expect(await project.again()).toContain('nothing to change');
    expect(differing(after, await project.state())).toEqual([]);
  });

  it('in .yo-rc.json stays, that of other generators included', async () => {
    await edit('.yo-rc.json', (text) => JSON.stringify({ 'generator-other': { a: 1 }, ...JSON.parse(text) }));
    await project.exchange(second);
    expect(JSON.parse(await project.text('.yo-rc.json'))).toMatchObject({
      'generator-other': { a: 1 },
      'generator-ml-docker': { model: 'second.onnx' },
    });
  });

  it('is not what an earlier version wrote: of its files, only what the model changes is renewed', async () => {
    const old = await project.text('Dockerfile').then((text) => `# As version 0.0.1 wrote it.\n${text}`);
    const app = '// As version 0.0.1 wrote it.\n';
    const manifest = JSON.parse(await project.text('.ml-docker/manifest.json')) as Manifest;
    for (const [file, text] of [
      ['Dockerfile', old],
      ['app.ts', app],
    ] as const) {
      await writeFile(project.at(file), text);
      await writeFile(project.at(`.ml-docker/base/${file}`), text);
      manifest.files[file] = hashOf(text);
    }
    await writeFile(
      project.at('.ml-docker/manifest.json'),
      JSON.stringify({ ...manifest, generator: '0.0.1' }),
    );
    const { files } = await project.exchange(second);
    expect(files).toContainEqual({ path: 'Dockerfile', status: 'update' });
    const bytes = await readFile(second);
    expect(await project.text('Dockerfile')).toBe(old.replaceAll(hashOf(model()), hashOf(bytes)));
    expect(await project.text('.ml-docker/base/Dockerfile')).toBe(await project.text('Dockerfile'));
    expect(await project.text('app.ts')).toBe(app);
    expect(JSON.parse(await project.text('.ml-docker/manifest.json'))).toMatchObject({ generator: '0.0.1' });
    // The next update takes these files for what they are: the generator's own.
    await project.again();
    expect(await project.text('Dockerfile')).not.toContain('version 0.0.1');
    expect(await project.text('app.ts')).not.toContain('version 0.0.1');
  });

  it("and the manifest with it may be lost: what cannot be known to be the generator's is kept", async () => {
    await rm(project.at('.ml-docker'), { recursive: true });
    await project.exchange(second);
    expect((await project.card()).source.file).toBe('second.onnx');
    expect(project.said.join('\n')).toContain('README.md was edited and stays');
  });
});
