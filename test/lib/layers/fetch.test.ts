import { existsSync } from 'node:fs';
import { readdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchLayer } from '../../../lib/layers/fetch.ts';
import { parseSource } from '../../../lib/layers/source.ts';
import { emptyFolder } from '../../cli.ts';
import { packNpm, publishGit, registry, writeTree } from './published.ts';

let directory: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ directory, remove } = await emptyFolder());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await remove();
});

const fetched = (text: string, pin?: string) => fetchLayer(parseSource(text, directory), pin);
const readme = (layer: string) => readFile(path.join(layer, 'README.md'), 'utf8');

describe('a folder', () => {
  it('is the layer itself, and stays', async () => {
    await writeTree(directory, { 'mine/README.md': 'one' });
    const layer = await fetched('mine');
    expect(layer).toMatchObject({ directory: path.join(directory, 'mine') });
    expect(layer.pin).toBeUndefined();
    await layer.remove();
    expect(await readme(layer.directory)).toBe('one');
  });

  it('that is not there is refused', async () => {
    await expect(fetched('nowhere')).rejects.toMatchObject({ code: 'templates-missing', exitCode: 2 });
    await expect(fetched('nowhere.tgz')).rejects.toMatchObject({ code: 'templates-missing' });
  });
});

describe('a git repository', () => {
  it('gives its folder layer/ at a branch, a commit or the pinned commit, and nothing else of it', async () => {
    const { url, commits } = await publishGit(
      directory,
      { 'layer/README.md': 'one', 'secret.txt': 'x' },
      { 'layer/README.md': 'two' },
    );
    for (const [source, pin, text, commit] of [
      [`${url}#main`, undefined, 'two', commits[1]],
      [url, undefined, 'two', commits[1]],
      [`${url}#${commits[0]}`, undefined, 'one', commits[0]],
      [`${url}#main`, commits[0], 'one', commits[0]],
    ] as const) {
      const layer = await fetched(source, pin);
      expect(await readme(layer.directory)).toBe(text);
      expect(layer.pin).toBe(commit);
      await layer.remove();
      expect(existsSync(layer.directory)).toBe(false);
    }
  });

  it('without such a folder, or that is not there, is refused, and leaves nothing behind', async () => {
    const { url } = await publishGit(directory, { 'README.md': 'one' });
    vi.stubEnv('TMPDIR', directory);
    await expect(fetched(url)).rejects.toMatchObject({ code: 'layer-folder' });
    const link = await publishGit(path.join(directory, 'file'), { layer: 'a file, or a link' });
    await expect(fetched(link.url)).rejects.toMatchObject({ code: 'layer-folder' });
    await expect(fetched(`${url}#nowhere`)).rejects.toMatchObject({ code: 'layer-fetch' });
    await expect(fetched(`${url}-not`)).rejects.toMatchObject({ code: 'layer-fetch' });
    expect((await readdir(directory)).filter((name) => name.startsWith('ml-docker-layer'))).toEqual([]);
  });
});

describe('a package', () => {
  const tree = { 'layer/README.md': 'one', 'layer/_gitignore': 'x', 'index.js': 'process.exit(1)' };

  it('as a .tgz gives its folder layer/, and nothing else of it', async () => {
    const archive = await packNpm(directory, tree);
    const layer = await fetched(path.basename(archive));
    expect((await readdir(layer.directory)).sort()).toEqual(['README.md', '_gitignore']);
    expect(existsSync(path.join(layer.directory, '..', 'index.js'))).toBe(false);
    expect(layer.pin).toMatch(/^[0-9a-f]{64}$/);
    await layer.remove();
  });

  it('of a registry gives the version that is asked for, the newest, or the pinned one', async () => {
    const { url, close } = await registry({
      '1.0.0': await packNpm(directory, tree, '1.0.0'),
      '1.1.0': await packNpm(directory, { 'layer/README.md': 'two' }, '1.1.0'),
    });
    vi.stubEnv('npm_config_registry', url);
    vi.stubEnv('npm_config_cache', path.join(directory, 'cache'));
    for (const [source, pin, text, version] of [
      ['npm:templates@1.0.0', undefined, 'one', '1.0.0'],
      ['npm:templates', undefined, 'two', '1.1.0'],
      ['npm:templates@^1.0.0', '1.0.0', 'one', '1.0.0'],
    ] as const) {
      const layer = await fetched(source, pin);
      expect(await readme(layer.directory)).toBe(text);
      expect(layer.pin).toBe(version);
      await layer.remove();
    }
    await expect(fetched('npm:templates@9.9.9')).rejects.toMatchObject({ code: 'layer-fetch' });
    await close();
  });

  it('with a link in it, or without the folder, is refused', async () => {
    await writeTree(directory, { 'package/layer/README.md': 'one', 'other/x': '' });
    await symlink('/etc/passwd', path.join(directory, 'package', 'layer', 'passwd'));
    await create({ file: path.join(directory, 'link.tgz'), gzip: true, cwd: directory }, ['package']);
    await create({ file: path.join(directory, 'other.tgz'), gzip: true, cwd: directory }, ['other']);
    await expect(fetched('link.tgz')).rejects.toMatchObject({ code: 'layer-link' });
    await expect(fetched('other.tgz')).rejects.toMatchObject({ code: 'layer-folder' });
    await writeTree(directory, { 'no.tgz': 'no archive' });
    await expect(fetched('no.tgz')).rejects.toMatchObject({ code: 'layer-fetch' });
  });
});

describe('a source', () => {
  it.each([
    'git+ext::sh -c touch% pwned',
    'git+ssh',
    'git+https://x/y#--upload-pack=x',
    'npm:',
    'npm:-x',
    'npm:a b',
  ])('like %s is refused', (text) => {
    expect(() => parseSource(text, directory)).toThrow('names no templates');
  });
});
