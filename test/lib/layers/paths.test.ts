import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOfPath } from '../../../lib/layers/paths.ts';
import { readLayer } from '../../../lib/layers/layer.ts';
import { emptyFolder } from '../../cli.ts';
import { writeTree } from './published.ts';

describe('a file of a layer', () => {
  it.each([
    ['...d/x', 'outside the project'],
    ['..d/x', 'outside the project'],
    ['src/...d/x', 'outside the project'],
    ['../x', 'outside the project'],
    ['/etc/passwd', 'outside the project'],
    ['..\\x', 'backslash'],
    ['C:\\x', 'backslash'],
    ['C:x', 'colon'],
    ['a\nb', 'control character'],
    ['<%= name %>.txt', '<%'],
    ['src/<%- include("x") %>/a', '<%'],
    ['.git/hooks/pre-commit', "git's own"],
    ['.GIT/config', "git's own"],
    ['.git.d/x', "git's own"],
    ['.git.ejs', "git's own"],
    ['sub/.git /x', "git's own"],
    ['GIT~1/x', "git's own"],
    ['model/model.onnx', 'made by the generator'],
    ['model/Preprocess.json', 'made by the generator'],
    ['.ml-docker/manifest.json.ejs', 'made by the generator'],
    ['.yo-rc.json', 'made by the generator'],
    ['test/golden.json', 'made by the generator'],
  ])('%j is refused: %s', (file, fault) => {
    expect(faultOfPath(file)).toContain(fault);
  });

  it.each([
    'app.ts',
    'model/preprocess.json',
    'model/preprocess.json.ejs',
    '.github/workflows/x.yaml',
    '_gitignore',
    '.env.example',
    'conf.d/x',
    'a..b',
    '.d/x',
  ])('%j is taken', (file) => expect(faultOfPath(file)).toBeUndefined());
});

describe('a layer', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ directory, remove } = await emptyFolder());
    await writeTree(directory, { 'layer/README.md': 'one', 'outside/secret': 'x' });
  });
  afterEach(() => remove());
  const layer = () => path.join(directory, 'layer');

  it('leaves out .git, node_modules and what it was ejected from', async () => {
    await writeTree(layer(), {
      '.git/config': '',
      'src/node_modules/x': '',
      '.ejected/a': '',
      'src/a.ts': '',
    });
    expect((await readLayer('x', layer())).files).toEqual(['README.md', 'src/a.ts']);
  });

  it.each([
    ['a file outside', '../outside/secret'],
    ['a folder outside', '../outside'],
    ['an absolute path', '/etc/passwd'],
    ['nothing', 'nowhere'],
  ])('with a link to %s is refused', async (_, target) => {
    await symlink(target, path.join(layer(), 'link'));
    await expect(readLayer('x', layer())).rejects.toMatchObject({
      code: 'layer-link',
      details: ['link'],
      exitCode: 2,
    });
  });

  it('may have a link to a file of its own, and be reached by one', async () => {
    await symlink('README.md', path.join(layer(), 'LIESMICH.md'));
    await symlink(layer(), path.join(directory, 'other'));
    expect((await readLayer('x', path.join(directory, 'other'))).files).toEqual(['LIESMICH.md', 'README.md']);
  });

  it('is refused with all its faults at once', async () => {
    await mkdir(path.join(layer(), '...d'));
    await writeFile(path.join(layer(), '...d', 'x'), '');
    await writeFile(path.join(layer(), '<%= x %>'), '');
    await expect(readLayer('x', layer())).rejects.toMatchObject({
      code: 'layer-path',
      details: [expect.stringContaining('...d/x'), expect.stringContaining('<%= x %>')],
    });
  });
});
