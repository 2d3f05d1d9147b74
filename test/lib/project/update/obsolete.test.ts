import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatManifest, readManifest } from '../../../../lib/project/manifest.ts';
import { hashOf } from '../../../../lib/sha256.ts';
import { dropObsolete, obsoleteChanges } from '../../../../lib/project/update/obsolete.ts';
import { emptyFolder } from '../../../cli.ts';
import { writeTree } from '../../layers/published.ts';

let directory: string;
let remove: () => Promise<void>;
const at = (file: string) => path.join(directory, 'api', file);
beforeEach(async () => {
  ({ directory, remove } = await emptyFolder());
});
afterEach(() => remove());

async function obsolete(files: Record<string, string>) {
  const hashes = Object.fromEntries(Object.entries(files).map(([file, text]) => [file, hashOf(text)]));
  const manifest = { generator: '0.1.0', layers: [], files: hashes };
  await writeTree(directory, { 'api/.ml-docker/manifest.json': formatManifest(manifest) });
  const read = await readManifest(at('.'));
  const changes = await obsoleteChanges(at('.'), (file) => file === 'stays', read);
  await dropObsolete(at('.'), changes, read!.files);
  return Object.fromEntries(changes.map((change) => [change.path, change.status]));
}

describe('what the generator no longer emits', () => {
  it('goes where it is untouched, also with the line ends of Windows, and folders that are empty then', async () => {
    await writeTree(directory, { 'api/a/b/c': 'x\r\ny\r\n', 'api/stays': 'x', 'api/a/mine': '' });
    expect(await obsolete({ 'a/b/c': 'x\ny\n', stays: 'x' })).toEqual({ 'a/b/c': 'remove' });
    expect([existsSync(at('a/b')), existsSync(at('a/mine')), existsSync(at('stays'))]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('stays where it was edited, and where it is gone already nothing happens', async () => {
    await writeTree(directory, { 'api/a': 'edited' });
    expect(await obsolete({ a: 'x', gone: 'x' })).toEqual({ a: 'release' });
    expect(await readFile(at('a'), 'utf8')).toBe('edited');
  });

  it('is never outside of the project, whatever its manifest says', async () => {
    await writeTree(directory, { 'notes.txt': 'x', 'elsewhere/y': 'x', 'api/z': 'z' });
    await symlink(path.join(directory, 'elsewhere'), at('linked'));
    const outside = [
      '../notes.txt',
      'a/../../notes.txt',
      path.join(directory, 'notes.txt'),
      'model/../../notes.txt',
    ];
    const files = Object.fromEntries([...outside, 'linked/y'].map((file) => [file, 'x']));
    expect(await obsolete(files)).toEqual({});
    expect(existsSync(path.join(directory, 'notes.txt')) && existsSync(at('linked/y'))).toBe(true);
  });
});
