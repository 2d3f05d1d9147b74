import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesOf } from '../../../../lib/project/update/changes.ts';
import type { Manifest } from '../../../../lib/project/manifest.ts';
import { hashOf } from '../../../../lib/sha256.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function disk(file: string, content: string): Promise<void> {
  await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
  await writeFile(path.join(directory, file), content);
}

const written = (files: Record<string, string>): Manifest => ({
  generator: '0.1.0',
  layers: [],
  files: Object.fromEntries(Object.entries(files).map(([file, text]) => [file, hashOf(text)])),
});

async function statusOf(file: string, planned: string, manifest?: Manifest, others: [string, string][] = []) {
  const changes = await changesOf(directory, new Map([[file, planned], ...others]), manifest);
  return changes.find((change) => change.path === file)!.status;
}

describe('a planned file', () => {
  it('is created where nothing is', async () => {
    expect(await statusOf('src/x.ts', 'new')).toBe('create');
  });

  it('is left alone where it has the content already', async () => {
    await disk('x.ts', 'same');
    expect(await statusOf('x.ts', 'same')).toBe('unchanged');
  });

  it("is in conflict with somebody else's file", async () => {
    await disk('x.ts', 'theirs');
    expect(await statusOf('x.ts', 'new')).toBe('conflict');
  });

  it('is updated where the user did not touch it', async () => {
    await disk('x.ts', 'old');
    expect(await statusOf('x.ts', 'new', written({ 'x.ts': 'old' }))).toBe('update');
  });

  it("stays the user's where only the user changed it", async () => {
    await disk('x.ts', 'edited');
    expect(await statusOf('x.ts', 'old', written({ 'x.ts': 'old' }))).toBe('kept');
  });

  it('is merged where both changed it in different places', async () => {
    await disk('x.ts', 'mine\nb\nc\n');
    await disk('.ml-docker/base/x.ts', 'a\nb\nc\n');
    const [change] = await changesOf(
      directory,
      new Map([['x.ts', 'a\nb\nnew\n']]),
      written({ 'x.ts': 'a\nb\nc\n' }),
    );
    expect(change).toMatchObject({ status: 'merge', content: 'a\nb\nnew\n', merged: 'mine\nb\nnew\n' });
  });

  it('is in conflict where both changed it in the same place, or nobody knows what it was', async () => {
    await disk('x.ts', 'edited');
    expect(await statusOf('x.ts', 'new', written({ 'x.ts': 'old' }))).toBe('conflict');
    await disk('.ml-docker/base/x.ts', 'old');
    expect(await statusOf('x.ts', 'new', written({ 'x.ts': 'old' }))).toBe('conflict');
  });

  it('is untouched where git only gave it the line ends of Windows', async () => {
    await disk('x.ts', 'a\r\nb\r\n');
    expect(await statusOf('x.ts', 'new\n', written({ 'x.ts': 'a\nb\n' }))).toBe('update');
    expect(await statusOf('x.ts', 'a\nb\n', written({ 'x.ts': 'a\nb\n' }))).toBe('unchanged');
  });

  it('stays deleted where the user deleted it', async () => {
    expect(await statusOf('x.ts', 'new', written({ 'x.ts': 'old' }))).toBe('kept');
  });
});

describe('test/golden.json', () => {
  it("is written once and is the user's from then on", async () => {
    expect(await statusOf('test/golden.json', '{}')).toBe('create');
    await disk('test/golden.json', '{"mine": true}');
    expect(await statusOf('test/golden.json', '{}', written({}))).toBe('kept');
  });
});

describe('package-lock.json', () => {
  const lock = (dependencies: object): string => JSON.stringify({ packages: { '': { dependencies } } });

  it('that npm made again for the dependencies of a layer is what the plan comes to', async () => {
    await disk('package-lock.json', lock({ express: '^5', sharp: '^1' }));
    const packageJson: [string, string] = ['package.json', '{"dependencies":{"sharp":"^1","express":"^5"}}'];
    const manifest = written({ 'package-lock.json': lock({ express: '^5' }) });
    expect(await statusOf('package-lock.json', lock({ express: '^5' }), manifest, [packageJson])).toBe(
      'unchanged',
    );
  });
});
