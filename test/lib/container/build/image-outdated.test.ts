import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editedSince } from '../../../../lib/container/build/image-outdated.ts';
import { emptyFolder } from '../../../cli.ts';

const BUILT = Date.parse('2026-01-02T12:00:00Z');
const image = { date: BUILT };

describe('an image is outdated', () => {
  let directory: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ directory, remove } = await emptyFolder());
    for (const folder of ['src/routes', 'model', 'test'])
      await mkdir(path.join(directory, folder), { recursive: true });
    for (const file of [
      'app.ts',
      'src/routes/docs.ts',
      'model/model.onnx',
      'Dockerfile',
      'test/smoke.test.ts',
    ]) {
      await write(file, -60);
    }
  });
  afterEach(() => remove());

  /** @param seconds  after the build */
  async function write(file: string, seconds: number, text = ''): Promise<void> {
    await writeFile(path.join(directory, file), text);
    const date = new Date(BUILT + seconds * 1000);
    await utimes(path.join(directory, file), date, date);
  }

  it('not while all of the files are older', async () => {
    expect(await editedSince(image, directory)).toEqual([]);
  });

  it('after an edit of what is in it, the newest first', async () => {
    await write('src/routes/docs.ts', 10);
    await write('model/model.onnx', 20);
    expect(await editedSince(image, directory)).toEqual(['model/model.onnx', 'src/routes/docs.ts']);
  });

  it('not after an edit of what is not in it', async () => {
    await write('test/smoke.test.ts', 10);
    await write('README.md', 10);
    expect(await editedSince(image, directory)).toEqual([]);
  });

  it.each([
    ['the classic builder', 'Successfully built fb92c189dbe2\nSuccessfully tagged irisapi:latest\n'],
    ['BuildKit', '#21 writing image sha256:0 done\n#21 naming to docker.io/library/irisapi done\n'],
    ['podman', 'COMMIT irisapi\nSuccessfully tagged localhost/irisapi:latest\n'],
  ])('not where a later build by %s has found nothing new', async (_builder, log) => {
    await write('app.ts', 10);
    await write('build.log', 20, log);
    expect(await editedSince(image, directory)).toEqual([]);
  });

  it('where a later build has failed', async () => {
    await write('app.ts', 10);
    await write('build.log', 20, 'The command returned a non-zero code: 1\n');
    expect(await editedSince(image, directory)).toEqual(['app.ts']);
    await rm(path.join(directory, 'build.log'));
    expect(await editedSince(image, directory)).toEqual(['app.ts']);
  });
});
